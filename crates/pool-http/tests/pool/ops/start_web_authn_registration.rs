//! StartWebAuthnRegistration.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poolgate_testkit::TestPool;
use serde_json::{Value, json};

use super::passkey_world::{World, pool};

const START: &str = "StartWebAuthnRegistration";

#[tokio::test]
async fn the_options_are_what_a_browser_needs() {
    let mut world = World::new().await;
    let mut options = world.options().await;
    let challenge = options["challenge"].take();
    let challenge = URL_SAFE_NO_PAD.decode(challenge.as_str().unwrap()).unwrap();
    assert!(challenge.len() >= 16);
    let handle = URL_SAFE_NO_PAD.encode(&world.user.sub);
    assert_eq!(
        options,
        json!({
            "authenticatorSelection": {
                "requireResidentKey": true, "residentKey": "required", "userVerification": "preferred"
            },
            "attestation": "none",
            "challenge": null,
            "excludeCredentials": [],
            "pubKeyCredParams": [
                { "alg": -7, "type": "public-key" }, { "alg": -257, "type": "public-key" }
            ],
            "rp": { "id": "example.com", "name": "example.com" },
            "timeout": 60000,
            "user": { "displayName": "ada", "id": handle, "name": "ada" }
        })
    );
    let id = world.register().await;
    let excluded = world.options().await["excludeCredentials"].take();
    assert_eq!(excluded, json!([{ "id": id, "type": "public-key" }]));
}

#[tokio::test]
async fn two_challenges_differ() {
    let world = World::new().await;
    let (one, other) = (world.options().await, world.options().await);
    assert_ne!(one["challenge"], other["challenge"]);
}

#[tokio::test]
async fn a_user_without_a_name_is_shown_by_its_address() {
    let settings = json!({ "UsernameAttributes": ["email"] });
    let pool = pool(&["PASSWORD", "WEB_AUTHN"], settings, json!({})).await;
    super::passkey_world::configure(&pool, json!({ "RelyingPartyId": "localhost" }), json!({}))
        .await;
    let user = pool.user("ada@example.com").await;
    let token = pool.sign_in(&user).await["AccessToken"].take();
    let options = pool.call(START, json!({ "AccessToken": token })).await.ok();
    let shown = &options["CredentialCreationOptions"]["user"];
    assert_eq!(shown["name"], "ada@example.com");
    assert_eq!(shown["displayName"], "ada@example.com");
}

async fn refusal(pool: &TestPool) -> String {
    let user = pool.user("ada").await;
    let token = pool.sign_in(&user).await["AccessToken"].take();
    let answer = pool.call(START, json!({ "AccessToken": token })).await;
    answer.error().0.to_owned()
}

#[tokio::test]
async fn the_pool_must_allow_passkeys_and_have_a_relying_party() {
    assert_eq!(
        refusal(&TestPool::new().await).await,
        "WebAuthnNotEnabledException"
    );
    let pool = pool(&["PASSWORD", "WEB_AUTHN"], json!({}), json!({})).await;
    assert_eq!(
        refusal(&pool).await,
        "WebAuthnConfigurationMissingException"
    );
}

#[tokio::test]
async fn the_relying_party_is_the_domain_of_the_pool_where_none_was_set() {
    let pool = pool(&["PASSWORD", "WEB_AUTHN"], json!({}), json!({})).await;
    let user = pool.user("ada").await;
    let token = pool.sign_in(&user).await["AccessToken"].take();
    let arn = "arn:aws:acm:us-east-1:123456789012:certificate/1";
    for (domain, custom, rp_id) in [
        (
            "ada-test",
            None,
            "ada-test.auth.us-east-1.amazoncognito.com",
        ),
        (
            "login.example.com",
            Some(json!({ "CertificateArn": arn })),
            "login.example.com",
        ),
    ] {
        let request = json!({
            "UserPoolId": pool.pool_id, "Domain": domain, "CustomDomainConfig": custom
        });
        pool.admin("CreateUserPoolDomain", request).await.ok();
        let options = pool.call(START, json!({ "AccessToken": token })).await.ok();
        assert_eq!(options["CredentialCreationOptions"]["rp"]["id"], rp_id);
    }
}

#[tokio::test]
async fn a_user_has_twenty_passkeys_at_most() {
    let mut world = World::new().await;
    let late = world.options().await;
    let mut last = Value::Null;
    for _ in 0..20 {
        last = world.register().await;
    }
    assert!(last.is_string());
    assert_eq!(world.start().await.error().0, "LimitExceededException");
    let credential = world.authenticator.create(&late);
    let refused = world.complete(&credential).await;
    assert_eq!(refused.error().0, "LimitExceededException");
    let listed = world.list(json!({})).await;
    assert_eq!(listed["Credentials"].as_array().unwrap().len(), 20);
}
