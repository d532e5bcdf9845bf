//! `GET /auth/{provider}/start` and `GET /auth/{provider}/callback`.

use std::collections::BTreeMap;

use http::Request;
use serde_json::{Value, json};

use crate::log;
use crate::token::{self, CLIENT_ID};
use crate::world::{Answer, World, get, with_header};

/// The hosted pages of the scripted pool.
pub(crate) const HOSTED: &str = "http://pool.example/hosted";

/// A browser that has begun.
pub(crate) struct Begun {
    /// The parameters that it was sent away with.
    pub(crate) sent: BTreeMap<String, String>,
    /// `name=value`.
    pub(crate) cookie: String,
}

pub(crate) async fn world() -> World {
    World::with(|config| config.hosted = Some(HOSTED.to_owned())).await
}

pub(crate) async fn begin(world: &World, path: &str) -> Begun {
    let answer = world.get(path).await;
    assert_eq!(answer.status, 302, "{}", answer.text);
    let location = answer.header("location").expect("a location");
    let query = location
        .strip_prefix("http://pool.example/hosted/oauth2/authorize?")
        .unwrap_or_else(|| panic!("{location}"));
    let cookie = answer.header("set-cookie").expect("a cookie");
    Begun {
        sent: form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect(),
        cookie: cookie.split(';').next().expect("a pair").to_owned(),
    }
}

impl Begun {
    /// The pool gives these tokens for the next code.
    pub(crate) fn tokens(&self, world: &World, claims: &Value) {
        let mut all = json!({ "nonce": self.sent["nonce"], "cognito:username": "Google_1" });
        let (into, from) = (all.as_object_mut(), claims.as_object());
        if let (Some(into), Some(from)) = (into, from) {
            into.extend(from.clone());
        }
        let body = json!({
            "access_token": token::access(&json!({})), "id_token": token::id_with(&all),
            "refresh_token": "refresh-1", "expires_in": 3600, "token_type": "Bearer",
        });
        world.pool.answer("oauth2/token", 200, body);
    }

    fn request(&self, more: &str) -> Request<axum::body::Body> {
        let state = &self.sent["state"];
        let request = get(&format!("/auth/google/callback?state={state}{more}"));
        with_header(request, "cookie", &format!("other=1; {}", self.cookie))
    }

    pub(crate) async fn come_back(&self, world: &World, more: &str) -> Answer {
        world.send(self.request(more)).await
    }
}

#[tokio::test]
async fn f14_google_from_the_start_to_tokens() {
    let world = world().await;
    let begun = begin(&world, "/auth/google/start?return_to=/dashboard?a=b").await;
    let sent = &begun.sent;
    assert_eq!(sent["identity_provider"], "Google");
    assert_eq!(sent["response_type"], "code");
    assert_eq!(sent["client_id"], CLIENT_ID);
    let redirect_uri = "http://localhost:8000/auth/google/callback";
    assert_eq!(sent["redirect_uri"], redirect_uri);
    assert_eq!(sent["code_challenge_method"], "S256");
    assert_eq!(sent["code_challenge"].len(), 43);
    assert!(sent["state"].len() >= 43 && sent["nonce"].len() >= 43);
    begun.tokens(&world, &json!({}));
    let answer = begun.come_back(&world, "&code=c-1").await.ok();
    assert_eq!(answer.body["success"], true);
    assert_eq!(answer.body["token_type"], "Bearer");
    assert_eq!(answer.body["refresh_token"], "refresh-1");
    assert_eq!(answer.body["user"]["username"], "Google_1");
    assert_eq!(answer.body["user"]["sub"], token::SUB);
    assert_eq!(answer.body["return_to"], "/dashboard?a=b");
    let cleared = answer.header("set-cookie").expect("a cookie");
    assert!(cleared.contains("Max-Age=0"), "{cleared}");
    let form = world.pool.last();
    assert_eq!(form["grant_type"], "authorization_code");
    assert_eq!(form["code"], "c-1");
    assert_eq!(form["redirect_uri"], redirect_uri);
    assert!(form["code_verifier"].as_str().expect("text").len() >= 43);
    assert_eq!(form.get("authorization"), None);
}

#[tokio::test]
async fn a_confidential_client_proves_itself_by_basic() {
    let world = World::with(|config| {
        config.hosted = Some(HOSTED.to_owned());
        config.client.client_secret = Some("s3cret".into());
    })
    .await;
    let begun = begin(&world, "/auth/google/start").await;
    begun.tokens(&world, &json!({}));
    begun.come_back(&world, "&code=c").await.ok();
    let proof = world.pool.last()["authorization"].clone();
    assert!(proof.as_str().expect("text").starts_with("Basic "));
    assert!(world.pool.last().get("client_secret").is_none());
}

#[tokio::test]
async fn the_cookie_is_the_hosts_own_wherever_there_is_tls() {
    let world = World::with(|config| {
        config.hosted = Some(HOSTED.to_owned());
        config.public_url = Some("https://id.example.com".to_owned());
    })
    .await;
    let answer = world.get("/auth/google/start").await;
    let cookie = answer.header("set-cookie").expect("a cookie");
    assert!(cookie.starts_with("__Host-poolgate-sign-in-"), "{cookie}");
    for part in [
        "; Path=/;",
        "HttpOnly",
        "SameSite=Lax",
        "Secure",
        "Max-Age=600",
    ] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let location = answer.header("location").expect("a location");
    assert!(
        location.contains("redirect_uri=https%3A%2F%2Fid.example.com%2Fauth%2Fgoogle%2Fcallback")
    );
}

#[tokio::test]
async fn every_provider_of_the_pool_can_be_meant() {
    let world = world().await;
    for (path, name) in [
        ("facebook", "Facebook"),
        ("apple", "SignInWithApple"),
        ("amazon", "LoginWithAmazon"),
        ("cognito", "COGNITO"),
        ("Partner-1", "Partner-1"),
    ] {
        let begun = begin(&world, &format!("/auth/{path}/start")).await;
        assert_eq!(begun.sent["identity_provider"], name);
    }
}

#[tokio::test]
async fn users_return_to_paths_of_this_host_alone() {
    let world = world().await;
    for bad in [
        "https%3A%2F%2Fevil.example",
        "%2F%2Fevil.example",
        "%2F%5Cevil.example",
        "%5C%2Fevil.example",
        "evil",
        "%2F%09%2Fevil.example",
        "javascript%3Aalert(1)",
    ] {
        let answer = world
            .get(&format!("/auth/google/start?return_to={bad}"))
            .await;
        assert_eq!(answer.refusal(), (400, "validation_failed"), "{bad}");
        assert!(answer.body["fields"]["return_to"].is_string());
        assert!(answer.header("location").is_none());
    }
    let answer = world.get("/auth/google/start?mode=cookie").await;
    assert_eq!(answer.refusal(), (400, "validation_failed"));
}

#[tokio::test]
async fn only_the_browser_that_began_gets_tokens() {
    let world = world().await;
    let begun = begin(&world, "/auth/google/start").await;
    let other = begin(&world, "/auth/google/start").await;
    begun.tokens(&world, &json!({}));
    let state = &begun.sent["state"];
    let path = format!("/auth/google/callback?state={state}&code=c");
    let name = begun.cookie.split('=').next().expect("a name");
    let value = other.cookie.split_once('=').expect("a value").1;
    for cookie in [
        "a=b".to_owned(),
        other.cookie.clone(),
        format!("{name}={value}"),
        format!("{name}=nonsense"),
    ] {
        let answer = world.send(with_header(get(&path), "cookie", &cookie)).await;
        assert_eq!(answer.refusal(), (400, "sign_in_refused"), "{cookie}");
    }
    // The right cookie with another state that begins alike, without any, or at another provider.
    for path in [
        format!(
            "/auth/google/callback?state={}x&code=c",
            &state[..state.len() - 1]
        ),
        "/auth/google/callback?code=c".to_owned(),
        format!("/auth/facebook/callback?state={state}&code=c"),
    ] {
        let answer = world
            .send(with_header(get(&path), "cookie", &begun.cookie))
            .await;
        assert_eq!(answer.refusal(), (400, "sign_in_refused"), "{path}");
    }
    assert!(world.pool.calls().is_empty());
}

#[tokio::test]
async fn r36_an_id_token_of_another_sign_in_client_or_issuer_is_refused() {
    for claims in [
        json!({ "nonce": "another" }),
        json!({ "nonce": null }),
        json!({ "aud": "another-client" }),
        json!({ "iss": "https://other.example" }),
        json!({ "exp": 1 }),
        json!({ "token_use": "access", "client_id": CLIENT_ID, "username": "x" }),
    ] {
        let world = world().await;
        let begun = begin(&world, "/auth/google/start").await;
        begun.tokens(&world, &claims);
        let answer = begun.come_back(&world, "&code=c").await;
        assert_eq!(answer.refusal(), (502, "pool_error"), "{claims}");
        assert!(!answer.text.contains("refresh-1"));
    }
}

#[tokio::test]
async fn a_browser_that_asked_for_a_session_gets_one_and_is_led_on() {
    let world = World::with_data(|config| config.hosted = Some(HOSTED.to_owned())).await;
    let begun = begin(
        &world,
        "/auth/google/start?mode=session&return_to=/dashboard",
    )
    .await;
    begun.tokens(&world, &json!({}));
    log::listen();
    // The user had begun to sign in on the page, too.
    let back = with_header(begun.request("&code=c-1"), "cookie", "poolgate-page=left");
    let answer = world.send(back).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("location")),
        (303, Some("/dashboard"))
    );
    assert!(!answer.text.contains("refresh-1"));
    assert!(log::heard().contains(&format!(r#" sub="{}""#, token::SUB)));
    let cookies: Vec<_> = answer
        .headers
        .get_all("set-cookie")
        .iter()
        .filter_map(|line| line.to_str().ok())
        .collect();
    let session = cookies.iter().find(|line| line.starts_with("poolgate="));
    let session = session
        .expect("a session")
        .split(';')
        .next()
        .expect("a pair");
    assert!(
        cookies
            .iter()
            .filter(|line| line.contains("Max-Age=0"))
            .count()
            == 2,
        "the sign-in is over, and the other"
    );
    let me = with_header(get("/me"), "cookie", session);
    assert_eq!(world.send(me).await.ok().body["sub"], token::SUB);
    // Its sign-out leads over the hosted pages, which have a session too.
    let sign_out = crate::world::post("/auth/logout", &json!({}));
    let sign_out = with_header(sign_out, "cookie", session);
    let answer = world
        .send(with_header(sign_out, "origin", crate::session_world::OWN))
        .await
        .ok();
    let url = answer.body["hosted_logout_url"]
        .as_str()
        .expect("an address");
    let back = "logout_uri=http%3A%2F%2Flocalhost%3A8000%2Flogin";
    assert!(
        url.starts_with("http://pool.example/hosted/logout?client_id="),
        "{url}"
    );
    assert!(url.ends_with(back), "{url}");
    // Where nothing can be kept there is no session.
    let bare = self::world().await;
    let answer = bare.get("/auth/google/start?mode=session").await;
    assert_eq!(answer.refusal(), (500, "misconfigured"));
}

#[tokio::test]
async fn a_sign_out_leads_over_the_hosted_pages_only_where_they_lead_back() {
    for (urls, leads) in [
        (json!(["http://localhost:8000/login"]), true),
        (json!(["https://other.example/"]), false),
    ] {
        let world = World::with_data(|config| config.hosted = Some(HOSTED.to_owned())).await;
        crate::page_world::describe(&world);
        let client = json!({"UserPoolClient": {"ClientId": CLIENT_ID, "LogoutURLs": urls}});
        world.pool.on("DescribeUserPoolClient", client);
        let begun = begin(&world, "/auth/google/start?mode=session").await;
        begun.tokens(&world, &json!({}));
        let answer = begun.come_back(&world, "&code=c-1").await;
        let mut person = crate::page_world::Person::default();
        for line in answer.headers.get_all("set-cookie") {
            let pair = line
                .to_str()
                .expect("text")
                .split(';')
                .next()
                .expect("a pair");
            let (name, value) = pair.split_once('=').expect("a pair");
            person.set_cookie(name, value);
        }
        let page = person.open(&world, "/logout").await.ok();
        let policy = page.header("content-security-policy").expect("a policy");
        assert!(
            policy.contains("form-action 'self' http://pool.example;"),
            "{policy}"
        );
        let answer = person.fill(&world, "/logout", &[]).await;
        let location = crate::page_world::to(&answer);
        assert_eq!(location.starts_with(HOSTED), leads, "{location}");
    }
}
