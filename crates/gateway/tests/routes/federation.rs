//! `GET /auth/{provider}/start` and `GET /auth/{provider}/callback`.

use std::collections::{BTreeMap, BTreeSet};

use http::Request;
use poolgate_gateway::Code;
use serde_json::{Value, json};

use crate::token::{self, CLIENT_ID};
use crate::world::{Answer, World, get, with_header};

/// The hosted pages of the scripted pool.
const HOSTED: &str = "http://pool.example/hosted";

/// A browser that has begun.
struct Begun {
    /// The parameters that it was sent away with.
    sent: BTreeMap<String, String>,
    /// `name=value`.
    cookie: String,
}

async fn world() -> World {
    World::with(|config| config.hosted = Some(HOSTED.to_owned())).await
}

async fn begin(world: &World, path: &str) -> Begun {
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
    fn tokens(&self, world: &World, claims: &Value) {
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

    async fn come_back(&self, world: &World, more: &str) -> Answer {
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
    let answer = world.get("/auth/google/start?mode=session").await;
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

/// Each error of the document, and nothing that is not in it.
#[tokio::test]
async fn every_documented_error_comes_about() {
    let document = serde_json::to_value(poolgate_gateway::openapi()).expect("JSON");
    let mut listed = BTreeSet::new();
    for path in ["/auth/{provider}/start", "/auth/{provider}/callback"] {
        for response in document["paths"][path]["get"]["responses"]
            .as_object()
            .expect("responses")
            .values()
        {
            let words = response["description"].as_str().expect("words");
            listed.extend(words.split('`').map(str::to_owned));
        }
    }
    // What a bug looks like, and what the whole gateway does when it is slow.
    let general = [Code::Internal, Code::Timeout].map(|code| code.as_str());
    let known = |word: &String| Code::ALL.iter().any(|code| code.as_str() == word);
    listed.retain(|word| known(word) && !general.contains(&word.as_str()));
    let mut seen = BTreeSet::new();
    let mut note = |answer: &Answer, status: u16, word: &str| {
        assert_eq!(answer.refusal(), (status, word), "{}", answer.text);
        seen.insert(word.to_owned());
    };
    let without = World::new().await;
    note(
        &without.get("/auth/google/start").await,
        400,
        "not_supported",
    );
    let world = world().await;
    note(&world.get("/auth/a&b/start").await, 404, "not_found");
    note(
        &world.get("/auth/google/start?mode=x").await,
        400,
        "validation_failed",
    );
    note(
        &world.get("/auth/google/callback?code=a&code=b").await,
        400,
        "invalid_request",
    );
    for (more, message) in [
        ("", "There is no code in this answer. Start again."),
        ("&code=", "There is no code in this answer. Start again."),
        (
            "&error=invalid_request&error_description=attributes+required%3A+%5Bemail%5D",
            "The sign-in was refused: attributes required: [email]",
        ),
        (
            "&error=access_denied",
            "The sign-in at the identity provider did not succeed. Start again.",
        ),
    ] {
        let begun = begin(&world, "/auth/google/start").await;
        let answer = begun.come_back(&world, more).await;
        note(&answer, 400, "sign_in_refused");
        assert_eq!(answer.body["message"], message);
    }
    for (status, body, expected, word) in [
        (
            400,
            json!({ "error": "invalid_grant" }),
            400,
            "sign_in_refused",
        ),
        (
            400,
            json!({ "error": "invalid_client" }),
            500,
            "misconfigured",
        ),
        (500, json!({}), 502, "pool_error"),
        (200, json!({ "access_token": "x" }), 502, "pool_error"),
    ] {
        let begun = begin(&world, "/auth/google/start").await;
        world.pool.answer("oauth2/token", status, body);
        note(&begun.come_back(&world, "&code=c").await, expected, word);
    }
    let hidden = self::world().await;
    hidden.pool.hide_keys(true);
    let begun = begin(&hidden, "/auth/google/start").await;
    begun.tokens(&hidden, &json!({}));
    note(
        &begun.come_back(&hidden, "&code=c").await,
        503,
        "keys_unavailable",
    );
    let gone = World::with(|config| {
        config.hosted = Some("http://127.0.0.1:1".to_owned());
        config.client.transport = poolgate_client::Transport::Https;
    })
    .await;
    let answer = gone.get("/auth/google/start").await;
    let cookie = answer.header("set-cookie").expect("a cookie").to_owned();
    let location = answer.header("location").expect("a location").to_owned();
    let (_, rest) = location.split_once("state=").expect("a state");
    let state = rest.split('&').next().expect("a state");
    let path = format!("/auth/google/callback?code=c&state={state}");
    let pair = cookie.split(';').next().expect("a pair");
    let request = with_header(get(&path), "cookie", pair);
    note(&gone.send(request).await, 503, "pool_unavailable");
    let limited = World::with(|config| {
        let mut limits = poolgate_gateway::Limits::default();
        limits.address_per_minute = std::num::NonZeroU32::MIN;
        config.limits = Some(limits);
    })
    .await;
    limited.get("/auth/google/callback").await;
    note(
        &limited.get("/auth/google/callback").await,
        429,
        "rate_limited",
    );
    assert_eq!(seen, listed);
}
