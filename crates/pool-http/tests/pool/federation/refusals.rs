//! What the application hears when a provider fails.

use serde_json::{Value, json};

use super::world::{World, location, told};
use crate::oauth::world::{CALLBACK, encoded, parameter};

/// Comes back with a good token while a path of the provider answers this.
async fn while_it_says(path: &str, status: u16, body: &str) -> String {
    let world = World::new().await;
    let away = world.leave("Partner").await;
    let claims = world.claims(&away, "ada");
    let header = json!({ "alg": "RS256", "kid": "rsa" });
    world.idp.gives(&world.idp.token(&header, &claims));
    world.idp.says("/userinfo", 200, &json!({ "sub": "ada" }));
    world.idp.says_text(path, status, body);
    location(&world.come_back(&away).await)
}

#[tokio::test]
async fn answers_that_make_no_sense_are_told() {
    let long = format!("{{\"x\":\"{}\"}}", "x".repeat(300 * 1024));
    for (path, status, body, expected) in [
        (
            "/token",
            400,
            "{\"error\":\"invalid_grant\"}",
            "Partner Error - 400 error getting token",
        ),
        (
            "/token",
            500,
            "no JSON",
            "Partner Error - 500 error getting token",
        ),
        ("/token", 302, "", "Partner Error - 302 error getting token"),
        (
            "/token",
            200,
            "no JSON",
            "Bad token response: no JSON object",
        ),
        (
            "/token",
            200,
            "{\"access_token\":\"x\"}",
            "Bad token response: id_token is missing",
        ),
        ("/token", 200, &long, "IdP response is too large"),
        (
            "/userinfo",
            401,
            "{}",
            "Partner Error - 401 error getting userInfo",
        ),
        ("/userinfo", 200, "[]", "Bad userInfo response"),
        (
            "/userinfo",
            200,
            "{\"sub\":\"eve\"}",
            "Bad userInfo response sub",
        ),
        ("/keys", 503, "{}", "Error - 503 in calling jwks uri"),
        ("/keys", 200, "[]", "Bad jwks response"),
    ] {
        let address = while_it_says(path, status, body).await;
        assert_eq!(told(&address), expected, "{path} {status}");
    }
}

#[tokio::test]
async fn discovery_documents_must_be_the_issuers_own() {
    for (status, body, expected) in [
        (
            404,
            json!({}),
            "Partner Error - 404 error getting openid configuration",
        ),
        (200, json!({}), "Bad openid configuration response"),
        (
            200,
            json!({
                "issuer": "https://other.example",
                "authorization_endpoint": "https://other.example/a",
                "token_endpoint": "https://other.example/t",
                "jwks_uri": "https://other.example/k",
            }),
            "Bad openid configuration issuer",
        ),
    ] {
        let world = World::new().await;
        let path = "/.well-known/openid-configuration";
        world.idp.says(path, status, &body);
        let request = world.request("identity_provider", "Partner");
        let answer = world
            .get(&format!("/oauth2/authorize?{}", encoded(&request)), &[])
            .await;
        assert_eq!(told(&location(&answer)), expected);
    }
}

#[tokio::test]
async fn a_provider_that_is_not_there_is_told_of() {
    let world = World::new().await;
    let away = world.leave("Partner").await;
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let gone = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let update = json!({
        "UserPoolId": world.pool.pool_id,
        "ProviderName": "Partner",
        "ProviderDetails": details(&world, &format!("{gone}/token")),
    });
    world
        .pool
        .admin("UpdateIdentityProvider", update)
        .await
        .ok();
    let answer = world.come_back(&away).await;
    assert_eq!(told(&location(&answer)), "Connection reset");
}

/// Endpoints by hand, none of which needs a discovery document.
fn details(world: &World, token_url: &str) -> Value {
    let issuer = world.idp.issuer();
    json!({
        "client_id": super::idp::CLIENT_ID,
        "client_secret": "secret-at-idp",
        "authorize_scopes": "openid",
        "oidc_issuer": issuer,
        "authorize_url": format!("{issuer}/by-hand"),
        "token_url": token_url,
        "attributes_url": format!("{issuer}/attributes"),
        "jwks_uri": format!("{issuer}/keys"),
        "attributes_request_method": "POST",
    })
}

#[tokio::test]
async fn endpoints_by_hand_need_no_discovery() {
    let world = World::new().await;
    let token_url = format!("{}/token", world.idp.issuer());
    let update = json!({
        "UserPoolId": world.pool.pool_id,
        "ProviderName": "Partner",
        "ProviderDetails": details(&world, &token_url),
    });
    world
        .pool
        .admin("UpdateIdentityProvider", update)
        .await
        .ok();
    let away = world.leave("Partner").await;
    assert!(away.location.contains("/by-hand?"));
    let claims = world.claims(&away, "ada");
    let header = json!({ "alg": "ES256", "kid": "ec" });
    world.idp.gives(&world.idp.token(&header, &claims));
    let said = json!({ "sub": "ada", "name": "From attributes", "email": "no@partner.example" });
    world.idp.says("/attributes", 200, &said);
    let address = location(&world.come_back(&away).await);
    assert!(address.starts_with(&format!("{CALLBACK}?code=")));
    // The ID token is signed, so it has the last word.
    let email = world.pool.attribute("Partner_ada", "email").await;
    assert_eq!(email.as_deref(), Some("ada@partner.example"));
    let asked = world.idp.asked("/attributes").await;
    assert_eq!(asked[0].method.as_str(), "POST");
    assert_eq!(asked[0].headers["authorization"], "Bearer at-idp");
    assert!(
        world
            .idp
            .asked("/.well-known/openid-configuration")
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn the_token_request_is_what_providers_expect() {
    let world = World::new().await;
    world.sign_in("ada", json!({})).await;
    let asked = world.idp.asked("/token").await;
    let request = &asked[0];
    assert_eq!(request.headers["user-agent"], "Amazon/Cognito");
    assert!(request.url.query().is_none());
    let form: Vec<(String, String)> = form_urlencoded::parse(&request.body).into_owned().collect();
    let get = |name: &str| {
        let mut pairs = form.iter();
        pairs
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.as_str())
    };
    assert_eq!(get("grant_type"), Some("authorization_code"));
    assert_eq!(get("code"), Some("from-idp"));
    assert_eq!(get("client_secret"), Some("secret-at-idp"));
    assert!(
        get("redirect_uri")
            .unwrap()
            .ends_with("/oauth2/idpresponse")
    );
    assert!(get("code_verifier").unwrap().len() >= 43);
    assert!(!request.headers.contains_key("authorization"));
}

#[tokio::test]
async fn a_refusal_of_the_provider_reaches_the_application() {
    let world = World::new().await;
    for (query, error, description) in [
        (
            vec![
                ("error", "access_denied"),
                ("error_description", "No thanks"),
            ],
            "access_denied",
            Some("No thanks"),
        ),
        (vec![("error", "access_denied")], "access_denied", None),
        (
            vec![("error", "temporarily_unavailable")],
            "invalid_request",
            Some("Partner Error - temporarily_unavailable"),
        ),
        (
            vec![("other", "x")],
            "invalid_request",
            Some("IdP response has no code"),
        ),
    ] {
        let away = world.leave("Partner").await;
        let mut pairs = vec![("state", away.sent("state"))];
        pairs.extend(
            query
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned())),
        );
        // As a query, and as a form.
        let answer = world.come_with(&encoded(&pairs), &away.cookie).await;
        let address = location(&answer);
        assert_eq!(parameter(&address, "error").as_deref(), Some(error));
        assert_eq!(
            parameter(&address, "error_description").as_deref(),
            description
        );
        assert_eq!(parameter(&address, "state").as_deref(), Some("of the app"));
    }
    assert!(world.idp.asked("/token").await.is_empty());
}
