//! Where the browser goes, what it takes along, and that nobody else comes back with it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::{HOST, LOCATION};
use serde_json::json;

use super::idp::CLIENT_ID;
use super::world::{World, away, cookies, location, told};
use crate::oauth::world::{CALLBACK, encoded, parameter};

#[tokio::test]
async fn the_browser_goes_to_the_provider_with_all_that_it_needs() {
    let world = World::new().await;
    for (name, value) in [
        ("identity_provider", "Partner"),
        ("idp_identifier", "partner.example"),
    ] {
        let request = world.request(name, value);
        let answer = world
            .get(&format!("/oauth2/authorize?{}", encoded(&request)), &[])
            .await;
        let away = away(&answer);
        let authorize = format!("{}/authorize?", world.idp.issuer());
        assert!(away.location.starts_with(&authorize), "{}", away.location);
        let redirect_uri = format!(
            "http://localhost:9229/{}/oauth2/idpresponse",
            world.pool.pool_id
        );
        assert_eq!(away.sent("client_id"), CLIENT_ID);
        assert_eq!(away.sent("redirect_uri"), redirect_uri);
        assert_eq!(away.sent("scope"), "openid email");
        assert_eq!(away.sent("response_type"), "code");
        assert_eq!(away.sent("code_challenge_method"), "S256");
        assert_eq!(away.sent("code_challenge").len(), 43);
        assert!(away.sent("nonce").len() >= 43);
        // What the application asked for travels sealed.
        let state = URL_SAFE_NO_PAD.decode(away.sent("state")).unwrap();
        assert!(!String::from_utf8_lossy(&state).contains("of the app"));
        let set = &cookies(&answer.headers)[0];
        assert!(set.starts_with("csrf-state-"), "{set}");
        for part in [
            "HttpOnly",
            "SameSite=Lax",
            "Max-Age=300",
            "/oauth2/idpresponse",
        ] {
            assert!(set.contains(part), "{set}");
        }
    }
}

#[tokio::test]
async fn the_cookie_is_secure_wherever_the_pool_is_reached_over_tls() {
    let world = World::new().await;
    let request = world.request("identity_provider", "Partner");
    let path = format!("/oauth2/authorize?{}", encoded(&request));
    let path = format!("/{}{path}", world.pool.pool_id);
    let request = http::Request::get(path).header(HOST, "pool.example.com");
    let request = request.body(axum::body::Body::empty()).unwrap();
    let answer = world.pool.send(request).await;
    assert!(cookies(&answer.headers)[0].ends_with("SameSite=Lax; Secure"));
    let away = away(&answer);
    assert!(
        away.sent("redirect_uri")
            .starts_with("https://pool.example.com/")
    );
}

#[tokio::test]
async fn only_providers_of_the_pool_that_the_client_supports_are_offered() {
    let world = World::new().await;
    world.supports(&["COGNITO"]).await;
    for (name, value) in [
        ("identity_provider", "Partner"),
        ("identity_provider", "Nobody"),
        ("idp_identifier", "partner.example"),
        ("idp_identifier", "nobody.example"),
    ] {
        let request = world.request(name, value);
        let path = format!("/oauth2/authorize?{}", encoded(&request));
        let answer = world.get(&path, &[]).await;
        assert_eq!(
            told(&location(&answer)),
            "Login option is not available. Please try another one",
            "{value}"
        );
    }
    let request = world.request("identity_provider", "COGNITO");
    let path = format!("/oauth2/authorize?{}", encoded(&request));
    let answer = world.get(&path, &[]).await;
    assert!(location(&answer).contains("/login?"));
}

#[tokio::test]
async fn nobody_is_sent_to_a_provider_who_must_not_be_asked() {
    let world = World::new().await;
    let mut request = world.request("identity_provider", "Partner");
    request.push(("prompt", "none".to_owned()));
    let path = format!("/oauth2/authorize?{}", encoded(&request));
    let address = location(&world.get(&path, &[]).await);
    assert_eq!(
        parameter(&address, "error").as_deref(),
        Some("login_required")
    );
}

#[tokio::test]
async fn a_state_counts_once() {
    let world = World::new().await;
    let away = world.leave("Partner").await;
    let claims = world.claims(&away, "ada");
    let header = json!({ "alg": "RS256", "kid": "rsa" });
    world.idp.gives(&world.idp.token(&header, &claims));
    world.idp.says("/userinfo", 200, &json!({ "sub": "ada" }));
    let first = world.come_back(&away).await;
    assert!(location(&first).starts_with(&format!("{CALLBACK}?code=")));
    let again = world.come_back(&away).await;
    assert_is_page(&world, &location(&again));
    assert_eq!(world.idp.asked("/token").await.len(), 1);
}

#[tokio::test]
async fn a_state_is_of_one_browser_and_of_five_minutes_and_of_one_pool() {
    let world = World::new().await;
    let away = world.leave("Partner").await;
    let query = encoded(&[("code", "x".to_owned()), ("state", away.sent("state"))]);
    let other = world.leave("Partner").await;
    let stolen = away.cookie.split('=').next().unwrap();
    let value = other.cookie.split_once('=').unwrap().1;
    // A foreign browser has no cookie, another sign-in's, or one that is made up.
    for cookie in [
        "x=y".to_owned(),
        other.cookie.clone(),
        format!("{stolen}={value}"),
        format!("{stolen}="),
    ] {
        let answer = world.come_with(&query, &cookie).await;
        assert_is_page(&world, &location(&answer));
        assert!(cookies(&answer.headers).is_empty());
    }
    let elsewhere = World::new().await;
    let answer = elsewhere.come_with(&query, &away.cookie).await;
    assert_is_page(&elsewhere, &location(&answer));
    for bad in ["", "state=x&code=x", "code=x", "state=a&state=b"] {
        let answer = world.come_with(bad, &away.cookie).await;
        assert_is_page(&world, &location(&answer));
    }
    world.pool.clock.advance_seconds(300);
    let answer = world.come_with(&query, &away.cookie).await;
    assert_is_page(&world, &location(&answer));
    assert!(world.idp.asked("/token").await.is_empty());
}

#[tokio::test]
async fn an_answer_of_another_issuer_is_refused_before_its_code_is_sent_anywhere() {
    let world = World::new().await;
    let away = world.leave("Partner").await;
    let query = encoded(&[
        ("code", "x".to_owned()),
        ("state", away.sent("state")),
        ("iss", "https://other.example".to_owned()),
    ]);
    let answer = world.come_with(&query, &away.cookie).await;
    assert_eq!(
        told(&location(&answer)),
        "IdP response is of another issuer"
    );
    assert!(world.idp.asked("/token").await.is_empty());
}

#[tokio::test]
async fn a_provider_that_is_gone_or_taken_from_the_client_signs_nobody_in() {
    let world = World::new().await;
    let away = world.leave("Partner").await;
    world.supports(&["COGNITO"]).await;
    let answer = world.come_back(&away).await;
    assert_eq!(
        told(&location(&answer)),
        "Login option is not available. Please try another one"
    );
}

#[tokio::test]
async fn a_browser_that_is_signed_in_by_the_provider_skips_it_and_another_does_not() {
    let world = World::new().await;
    let answer = world.sign_in_answer("ada", json!({})).await;
    assert_eq!(answer.status, 303);
    let set = cookies(&answer.headers);
    let cookie = set.iter().find(|one| one.starts_with("cognito=")).unwrap();
    let cookie = cookie.split(';').next().unwrap();
    assert!(
        set.iter()
            .any(|one| one.starts_with("csrf-state-") && one.contains("Max-Age=0"))
    );
    let ask = async |provider: &str| {
        let request = world.request("identity_provider", provider);
        let path = format!("/oauth2/authorize?{}", encoded(&request));
        let answer = world.get(&path, &[("cookie", cookie)]).await;
        answer.headers[LOCATION].to_str().unwrap().to_owned()
    };
    assert!(
        ask("Partner")
            .await
            .starts_with(&format!("{CALLBACK}?code="))
    );
    let details = json!({
        "client_id": "other", "authorize_scopes": "openid", "oidc_issuer": world.idp.issuer(),
    });
    world.add("Other", "OIDC", details, json!({})).await;
    assert!(ask("Other").await.starts_with(&world.idp.issuer()));
}

fn assert_is_page(world: &World, location: &str) {
    let page = format!("/{}/error?error=invalid_request", world.pool.pool_id);
    assert_eq!(location, page);
}
