//! `/auth/passkeys`, and a sign-in with one.

use http::Method;
use serde_json::{Value, json};

use crate::world::World;

async fn world() -> World {
    let world = World::new().await;
    world
        .pool
        .on(
            "StartWebAuthnRegistration",
            json!({"CredentialCreationOptions": {
                "challenge": "Y2hhbGxlbmdl", "timeout": 60000,
                "rp": {"id": "example.com", "name": "example.com"},
                "pubKeyCredParams": [{"type": "public-key", "alg": -7}],
                "excludeCredentials": []
            }}),
        )
        .on("CompleteWebAuthnRegistration", json!({}))
        .on("DeleteWebAuthnCredential", json!({}))
        .on(
            "ListWebAuthnCredentials",
            json!({"Credentials": [{
                "CredentialId": "cred-1", "FriendlyCredentialName": "iCloud Keychain",
                "RelyingPartyId": "example.com", "AuthenticatorAttachment": "platform",
                "AuthenticatorTransports": ["internal"], "CreatedAt": 1_795_176_000
            }]}),
        );
    world
}

fn credential() -> Value {
    json!({
        "id": "cred-1", "rawId": "cred-1", "type": "public-key",
        "response": {"clientDataJSON": "e30", "attestationObject": "o2M", "transports": ["internal"]},
        "clientExtensionResults": {}, "authenticatorAttachment": "platform"
    })
}

#[tokio::test]
async fn the_ceremony_passes_through_unchanged() {
    let world = world().await;
    let answer = world
        .post_signed_in("/auth/passkeys/start", json!({}))
        .await
        .ok();
    assert_eq!(answer.body["options"]["challenge"], "Y2hhbGxlbmdl");
    assert_eq!(answer.body["options"]["timeout"], 60000);
    assert_eq!(answer.body["options"]["pubKeyCredParams"][0]["alg"], -7);
    let body = json!({"credential": credential()});
    world
        .post_signed_in("/auth/passkeys/complete", body)
        .await
        .ok();
    assert_eq!(world.pool.last()["Credential"], credential());
}

#[tokio::test]
async fn passkeys_are_listed_and_removed() {
    let world = world().await;
    let answer = world.get_signed_in("/auth/passkeys").await.ok();
    assert_eq!(
        answer.body["passkeys"],
        json!([{
            "id": "cred-1", "name": "iCloud Keychain", "relying_party_id": "example.com",
            "attachment": "platform", "transports": ["internal"], "created_at": "2026-11-20T12:00:00Z"
        }])
    );
    world
        .send_signed_in(Method::DELETE, "/auth/passkeys/cred-1", json!({}))
        .await
        .ok();
    assert_eq!(world.pool.last()["CredentialId"], "cred-1");
    world.pool.refuse(
        "DeleteWebAuthnCredential",
        "ResourceNotFoundException",
        "Credential does not exist.",
    );
    let answer = world
        .send_signed_in(Method::DELETE, "/auth/passkeys/other", json!({}))
        .await;
    assert_eq!(answer.refusal(), (404, "not_found"));
}

#[tokio::test]
async fn a_list_of_many_pages_is_one() {
    let world = world().await;
    let page = |id: &str, next: Option<&str>| {
        let mut page = json!({"Credentials": [{
            "CredentialId": id, "FriendlyCredentialName": "x", "RelyingPartyId": "example.com",
            "AuthenticatorTransports": [], "CreatedAt": 0
        }]});
        if let Some(next) = next {
            page["NextToken"] = json!(next);
        }
        page
    };
    // Always another page: the list ends all the same.
    world
        .pool
        .on("ListWebAuthnCredentials", page("cred", Some("more")));
    let answer = world.get_signed_in("/auth/passkeys").await.ok();
    assert_eq!(answer.body["passkeys"].as_array().map(Vec::len), Some(10));
    assert_eq!(world.pool.last()["NextToken"], "more");
    world.pool.on("ListWebAuthnCredentials", page("one", None));
    let answer = world.get_signed_in("/auth/passkeys").await.ok();
    assert_eq!(answer.body["passkeys"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn what_the_pool_refuses_of_a_passkey_is_told() {
    let world = world().await;
    let body = json!({"credential": credential()});
    for (exception, message, status, code) in [
        (
            "WebAuthnChallengeNotFoundException",
            "x",
            400,
            "code_expired",
        ),
        (
            "WebAuthnOriginNotAllowedException",
            "Origin is not allowed.",
            400,
            "refused_by_pool",
        ),
        ("WebAuthnNotEnabledException", "x", 400, "not_supported"),
        ("LimitExceededException", "x", 429, "too_many_attempts"),
        (
            "NotAuthorizedException",
            "Access Token has been revoked",
            401,
            "invalid_token",
        ),
    ] {
        world
            .pool
            .refuse("CompleteWebAuthnRegistration", exception, message);
        let answer = world
            .post_signed_in("/auth/passkeys/complete", body.clone())
            .await;
        assert_eq!(answer.refusal(), (status, code), "{exception}");
    }
    for body in [json!({}), json!({"credential": "text"})] {
        let answer = world.post_signed_in("/auth/passkeys/complete", body).await;
        assert_eq!(answer.refusal(), (400, "validation_failed"));
        assert!(answer.body["fields"].get("credential").is_some());
    }
}

#[tokio::test]
async fn r15_passkeys_need_a_token() {
    let world = world().await;
    assert_eq!(
        world.get("/auth/passkeys").await.refusal(),
        (401, "token_missing")
    );
    for path in ["/auth/passkeys/start", "/auth/passkeys/complete"] {
        let answer = world.post(path, json!({"credential": {}})).await;
        assert_eq!(answer.refusal(), (401, "token_missing"));
    }
    assert!(world.pool.calls().is_empty());
}

#[tokio::test]
async fn a_sign_in_with_a_passkey_takes_the_credential_as_an_object() {
    let world = world().await;
    world.pool.on(
        "InitiateAuth",
        json!({
            "ChallengeName": "WEB_AUTHN", "Session": "pool-session-1",
            "AvailableChallenges": ["PASSWORD", "WEB_AUTHN"],
            "ChallengeParameters": {"CREDENTIAL_REQUEST_OPTIONS": "{\"challenge\":\"x\"}"}
        }),
    );
    let body = json!({"email": "user@example.com", "method": "passkey"});
    let first = world.post("/auth/passwordless/start", body).await.ok();
    assert_eq!(
        world.pool.last()["AuthParameters"],
        json!({"USERNAME": "user@example.com", "PREFERRED_CHALLENGE": "WEB_AUTHN"})
    );
    let challenge = &first.body["challenge"];
    assert_eq!(challenge["available"], json!(["PASSWORD", "WEB_AUTHN"]));
    let body = json!({
        "session": challenge["session"], "name": "WEB_AUTHN", "responses": {"CREDENTIAL": credential()}
    });
    let done = world.post("/auth/challenge", body).await.ok();
    assert!(done.body["access_token"].is_string());
    let sent = world.pool.last();
    let text = sent["ChallengeResponses"]["CREDENTIAL"]
        .as_str()
        .expect("a text");
    let parsed: Value = serde_json::from_str(text).expect("JSON");
    assert_eq!(parsed, credential());
}
