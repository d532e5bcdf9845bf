//! CompleteWebAuthnRegistration.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poolgate_testkit::Authenticator;
use serde_json::{Value, json};

use super::passkey_world::{ORIGIN, World, configure};

const NOT_FOUND: &str = "WebAuthnChallengeNotFoundException";
const NOT_SUPPORTED: &str = "WebAuthnCredentialNotSupportedException";

#[tokio::test]
async fn a_passkey_of_either_algorithm_is_registered() {
    let mut world = World::new().await;
    for algorithm in [-7, -257] {
        world.authenticator.algorithm = algorithm;
        world.register().await;
    }
    let listed = world.list(json!({})).await;
    assert_eq!(listed["Credentials"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn r49_a_challenge_counts_once_and_expires() {
    let mut world = World::new().await;
    let options = world.options().await;
    let first = world.authenticator.create(&options);
    let second = world.authenticator.create(&options);
    world.complete(&first).await.ok();
    assert_eq!(world.complete(&second).await.error().0, NOT_FOUND);
    let options = world.options().await;
    let credential = world.authenticator.create(&options);
    world.pool.clock.advance_seconds(180);
    assert_eq!(world.complete(&credential).await.error().0, NOT_FOUND);
}

#[tokio::test]
async fn r45_a_challenge_belongs_to_its_user_and_its_client() {
    let mut world = World::new().await;
    let options = world.options().await;
    let credential = world.authenticator.create(&options);
    let eve = world.pool.user("eve").await;
    let theirs = world.pool.sign_in(&eve).await["AccessToken"].take();
    let request = json!({ "AccessToken": theirs, "Credential": credential });
    let refused = world
        .pool
        .call("CompleteWebAuthnRegistration", request)
        .await;
    assert_eq!(refused.error().0, NOT_FOUND);

    let request = json!({
        "UserPoolId": world.pool.pool_id, "ClientName": "other",
        "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    });
    let other = world.pool.admin("CreateUserPoolClient", request).await.ok();
    let own = world.pool.client_id.clone();
    world.pool.client_id = other["UserPoolClient"]["ClientId"]
        .as_str()
        .unwrap()
        .to_owned();
    world.token = world.pool.sign_in(&world.user).await["AccessToken"].take();
    let refused = world.complete(&credential).await;
    assert_eq!(refused.error().0, "WebAuthnClientMismatchException");
    world.pool.client_id = own;
    world.token = world.pool.sign_in(&world.user).await["AccessToken"].take();
    world.complete(&credential).await.ok();
}

#[tokio::test]
async fn a_challenge_that_the_pool_did_not_make_is_not_found() {
    let mut world = World::new().await;
    let mut options = world.options().await;
    options["challenge"] = json!(URL_SAFE_NO_PAD.encode([7; 64]));
    let credential = world.authenticator.create(&options);
    assert_eq!(world.complete(&credential).await.error().0, NOT_FOUND);
}

#[tokio::test]
async fn the_page_must_belong_to_the_relying_party() {
    let mut world = World::new().await;
    for (origin, is_framed) in [
        ("https://example.net", false),
        ("http://app.example.com", false),
        ("http://localhost", false),
        (ORIGIN, true),
    ] {
        world.authenticator.origin = origin.to_owned();
        world.authenticator.is_framed = is_framed;
        let options = world.options().await;
        let credential = world.authenticator.create(&options);
        let refused = world.complete(&credential).await;
        assert_eq!(refused.error().0, "WebAuthnOriginNotAllowedException");
    }
}

#[tokio::test]
async fn a_passkey_of_another_relying_party_is_refused() {
    let mut world = World::new().await;
    world.authenticator.other_rp_id = Some("example.net".to_owned());
    let options = world.options().await;
    let credential = world.authenticator.create(&options);
    let refused = world.complete(&credential).await;
    let mismatch = "WebAuthnRelyingPartyMismatchException";
    assert_eq!(refused.error().0, mismatch);

    // Or the pool has got another one meanwhile.
    world.authenticator.other_rp_id = None;
    let credential = world.authenticator.create(&options);
    let settings = json!({ "RelyingPartyId": "app.example.com" });
    configure(&world.pool, settings, json!({})).await;
    assert_eq!(world.complete(&credential).await.error().0, mismatch);
}

#[tokio::test]
async fn what_the_pool_does_not_take_is_not_supported() {
    let settings = json!({ "RelyingPartyId": "example.com", "UserVerification": "required" });
    let mut world = World::with(settings, json!({})).await;
    let options = world.options().await;
    assert_eq!(
        options["authenticatorSelection"]["userVerification"],
        "required"
    );
    world.authenticator.verifies_user = false;
    let credential = world.authenticator.create(&options);
    assert_eq!(world.complete(&credential).await.error().0, NOT_SUPPORTED);
    world.authenticator = Authenticator::at(ORIGIN);
    world.authenticator.is_present = false;
    let credential = world.authenticator.create(&options);
    assert_eq!(world.complete(&credential).await.error().0, NOT_SUPPORTED);
    world.authenticator = Authenticator::at(ORIGIN);
    world.authenticator.algorithm = -37;
    let credential = world.authenticator.create(&options);
    assert_eq!(world.complete(&credential).await.error().0, NOT_SUPPORTED);
}

#[tokio::test]
async fn an_id_is_given_once_in_a_pool() {
    let mut world = World::new().await;
    let options = world.options().await;
    let credential = world.authenticator.create(&options);
    world.complete(&credential).await.ok();
    // Somebody else offers what they saw of it.
    let eve = world.pool.user("eve").await;
    let theirs = world.pool.sign_in(&eve).await["AccessToken"].take();
    let own = std::mem::replace(&mut world.token, theirs);
    let challenge = world.options().await["challenge"].take();
    let data = json!({ "type": "webauthn.create", "challenge": challenge, "origin": ORIGIN });
    let mut copied = credential.clone();
    copied["response"]["clientDataJSON"] = json!(URL_SAFE_NO_PAD.encode(data.to_string()));
    assert_eq!(world.complete(&copied).await.error().0, NOT_SUPPORTED);
    world.token = own;
    assert!(world.sign_in().await.status.is_success());
}

#[tokio::test]
async fn what_is_no_credential_is_an_invalid_parameter() {
    let mut world = World::new().await;
    let options = world.options().await;
    let good = world.authenticator.create(&options);
    let with = |path: &[&str], value: Value| {
        let mut bad = good.clone();
        let member = path.iter().fold(&mut bad, |inner, name| &mut inner[*name]);
        *member = value;
        bad
    };
    for bad in [
        json!({}),
        json!("text"),
        json!([1, 2]),
        with(&["type"], json!("password")),
        with(&["id"], json!("%")),
        with(&["id"], json!("YWRh")),
        with(&["response"], Value::Null),
        with(&["response", "clientDataJSON"], json!("e30")),
        with(&["response", "attestationObject"], json!("oA")),
        with(&["response", "attestationObject"], json!("")),
    ] {
        let refused = world.complete(&bad).await;
        assert_eq!(
            refused.error(),
            ("InvalidParameterException", "Invalid credential."),
            "{bad}"
        );
    }
    world.complete(&good).await.ok();
}

#[tokio::test]
async fn passkeys_must_still_be_allowed() {
    let mut world = World::new().await;
    let options = world.options().await;
    let credential = world.authenticator.create(&options);
    let request = json!({ "UserPoolId": world.pool.pool_id });
    world.pool.admin("UpdateUserPool", request).await.ok();
    let refused = world.complete(&credential).await;
    assert_eq!(refused.error().0, "WebAuthnNotEnabledException");
}
