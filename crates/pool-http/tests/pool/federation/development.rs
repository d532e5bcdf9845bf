//! The development identity provider: for this machine alone, by the same way as every other.

use axum::body::Body;
use http::header::{CONTENT_TYPE, HOST};
use http::{Method, Request};
use poolgate_testkit::Answer;
use serde_json::{Value, json};

use super::world::{Away, World, location, told};
use crate::oauth::world::{CALLBACK, encoded, parameter};

/// A world with a provider that is played.
async fn playing(kind: &str, mapping: Value) -> World {
    let world = World::new().await;
    let details = json!({
        "client_id": "poolgate-development",
        "client_secret": "development",
        "team_id": "x",
        "key_id": "x",
        "private_key": "x",
        "authorize_scopes": "openid email profile",
    });
    world.add(kind, kind, details, mapping).await;
    world
}

async fn ask(
    world: &World,
    method: Method,
    url: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let path = url.strip_prefix("http://localhost:9229").unwrap_or(url);
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    if headers.iter().all(|(name, _)| *name != "host") {
        request = request.header(HOST, "localhost:9229");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = Body::from(body.to_owned());
    world.pool.send(request.body(body).unwrap()).await
}

/// Picks or types an account: where the browser ends.
async fn pick(world: &World, away: &Away, form: &str) -> String {
    let answer = ask(world, Method::POST, &away.location, &[], form).await;
    let back = location(&answer);
    let (_, query) = back.split_once('?').unwrap();
    location(&world.come_with(query, &away.cookie).await)
}

#[tokio::test]
async fn somebody_picks_or_types_an_account_of_google() {
    let mapping = json!({ "email": "email", "name": "name", "email_verified": "email_verified" });
    let world = playing("Google", mapping).await;
    let away = world.leave("Google").await;
    let base = "http://localhost:9229/dev/providers/Google/authorize?";
    assert!(away.location.starts_with(base), "{}", away.location);
    let page = ask(&world, Method::GET, &away.location, &[], "").await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("ada@example.com"));
    let address = pick(&world, &away, "account=ada%40example.com").await;
    assert!(
        address.starts_with(&format!("{CALLBACK}?code=")),
        "{address}"
    );
    let claims = poolgate_testkit::TestPool::claims(&world.tokens(&address).await["id_token"]);
    assert_eq!(claims["email"], "ada@example.com");
    assert_eq!(claims["email_verified"], true);
    assert!(
        claims["cognito:username"]
            .as_str()
            .unwrap()
            .starts_with("Google_1")
    );
    // The same account is the same user; another is another, and is offered the next time.
    let away = world.leave("Google").await;
    let address = pick(&world, &away, "account=ada%40example.com").await;
    let again = poolgate_testkit::TestPool::claims(&world.tokens(&address).await["id_token"]);
    assert_eq!(again["sub"], claims["sub"]);
    let away = world.leave("Google").await;
    let form = "email=Eve%40example.com&name=Eve+%3Cb%3E";
    let address = pick(&world, &away, form).await;
    let eve = poolgate_testkit::TestPool::claims(&world.tokens(&address).await["id_token"]);
    assert_eq!(eve["email"], "eve@example.com");
    assert_ne!(eve["sub"], claims["sub"]);
    let page = ask(&world, Method::GET, &away.location, &[], "").await;
    assert!(page.text.contains("eve@example.com") && !page.text.contains("Eve <b>"));
}

#[tokio::test]
async fn it_plays_facebook_amazon_and_apple_too() {
    for (kind, by_form) in [
        ("Facebook", false),
        ("LoginWithAmazon", false),
        ("SignInWithApple", true),
    ] {
        let world = playing(kind, json!({ "email": "email" })).await;
        let away = world.leave(kind).await;
        let form = "account=grace%40example.com";
        let address = if by_form {
            let page = ask(&world, Method::POST, &away.location, &[], form).await;
            assert_eq!(page.status, 200);
            assert!(page.text.contains("idpresponse\""));
            let (_, rest) = page.text.split_once("name=\"code\" value=\"").unwrap();
            let code = rest.split('"').next().unwrap().to_owned();
            let back = [("code", code), ("state", away.sent("state"))];
            location(&world.post_back(&back, &away.cookie).await)
        } else {
            pick(&world, &away, form).await
        };
        assert!(
            address.starts_with(&format!("{CALLBACK}?code=")),
            "{kind}: {address}"
        );
        let claims = poolgate_testkit::TestPool::claims(&world.tokens(&address).await["id_token"]);
        assert_eq!(claims["email"], "grace@example.com", "{kind}");
    }
}

#[tokio::test]
async fn somebody_may_change_their_mind() {
    let world = playing("Google", json!({})).await;
    let away = world.leave("Google").await;
    let address = pick(&world, &away, "cancel=1").await;
    assert_eq!(
        parameter(&address, "error").as_deref(),
        Some("access_denied")
    );
}

#[tokio::test]
async fn a_code_counts_once_and_for_its_own_sign_in() {
    let world = playing("Google", json!({})).await;
    let first = world.leave("Google").await;
    let answer = ask(
        &world,
        Method::POST,
        &first.location,
        &[],
        "account=ada%40example.com",
    )
    .await;
    let code = parameter(&location(&answer), "code").unwrap();
    // Another sign-in has another verifier.
    let second = world.leave("Google").await;
    let query = encoded(&[("code", code.clone()), ("state", second.sent("state"))]);
    let address = location(&world.come_with(&query, &second.cookie).await);
    assert_eq!(told(&address), "Google Error - 400 invalid_grant");
    let query = encoded(&[("code", code), ("state", first.sent("state"))]);
    let address = location(&world.come_with(&query, &first.cookie).await);
    assert_eq!(told(&address), "Google Error - 400 invalid_grant");
}

#[tokio::test]
async fn it_is_not_there_for_anybody_elsewhere() {
    let world = playing("Google", json!({})).await;
    let away = world.leave("Google").await;
    for headers in [
        [("host", "pool.example.com")],
        [("x-forwarded-for", "127.0.0.1")],
        [("forwarded", "for=127.0.0.1")],
        [("origin", "https://evil.example")],
    ] {
        for method in [Method::GET, Method::POST] {
            let form = "account=ada%40example.com";
            let answer = ask(&world, method, &away.location, &headers, form).await;
            assert_eq!(answer.status, 404, "{headers:?}");
        }
        let request = world.request("identity_provider", "Google");
        let path = format!(
            "/{}/oauth2/authorize?{}",
            world.pool.pool_id,
            encoded(&request)
        );
        let answer = ask(&world, Method::GET, &path, &headers, "").await;
        assert_eq!(
            told(&location(&answer)),
            "The development identity provider is not available here"
        );
    }
    // A code that was made here does not count there.
    let answer = ask(
        &world,
        Method::POST,
        &away.location,
        &[],
        "account=ada%40example.com",
    )
    .await;
    let back = location(&answer).replace("http://localhost:9229", "");
    let headers = [
        ("x-forwarded-for", "1.2.3.4"),
        ("cookie", away.cookie.as_str()),
    ];
    let answer = ask(&world, Method::GET, &back, &headers, "").await;
    assert_eq!(
        told(&location(&answer)),
        "The development identity provider is not available here"
    );
}

#[tokio::test]
async fn it_answers_nothing_but_the_pools_own_requests() {
    let world = playing("Google", json!({})).await;
    let away = world.leave("Google").await;
    for (from, to) in [
        ("client_id=poolgate-development", "client_id=other"),
        ("response_type=code", "response_type=token"),
        ("localhost%3A9229", "evil.example"),
        ("&state=", "&other="),
    ] {
        let changed = away.location.replace(from, to);
        assert_ne!(changed, away.location);
        let answer = ask(&world, Method::GET, &changed, &[], "").await;
        assert_eq!(answer.status, 400, "{to}");
    }
    let other = away
        .location
        .replace("providers/Google", "providers/Partner");
    assert_eq!(ask(&world, Method::GET, &other, &[], "").await.status, 404);
    for path in [
        "token",
        "userinfo",
        "keys",
        ".well-known/openid-configuration",
    ] {
        let path = format!("/dev/providers/Google/{path}");
        let answer = ask(&world, Method::GET, &path, &[], "").await;
        assert!(answer.status.is_client_error(), "{path}: {}", answer.text);
    }
}
