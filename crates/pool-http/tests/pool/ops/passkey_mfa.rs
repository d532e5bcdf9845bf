//! Passkeys and second factors.

use serde_json::{Value, json};

use super::mfa_world::NOT_AUTHORIZED;
use super::passkey_world::{World, configure, prefer};

const INVALID: &str = "InvalidParameterException";

/// The settings of a pool whose passkeys may do for a second factor.
fn both() -> Value {
    json!({
        "RelyingPartyId": "example.com", "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"
    })
}

async fn second_factors(world: &World, required: &str, settings: Value) {
    let more = json!({ "MfaConfiguration": required, "EmailMfaConfiguration": {} });
    configure(&world.pool, settings, more).await;
}

async fn prefer_factors(world: &World, mut settings: Value) -> poolgate_testkit::Answer {
    settings["AccessToken"] = world.token.clone();
    world.pool.call("SetUserMFAPreference", settings).await
}

async fn is_available(world: &World) -> bool {
    let asked = world.ask("ada", prefer()).await.ok();
    asked["ChallengeName"] == "WEB_AUTHN"
}

#[tokio::test]
async fn r48_a_passkey_alone_does_not_do_where_a_second_factor_is_asked_for() {
    let mut world = World::new().await;
    world.register().await;
    let asked = world.asked().await;
    let credential = world
        .authenticator
        .get(&super::passkey_world::request_options(&asked));
    second_factors(
        &world,
        "OPTIONAL",
        json!({ "RelyingPartyId": "example.com" }),
    )
    .await;
    assert!(is_available(&world).await, "the user has no second factor");
    let on = json!({ "EmailMfaSettings": { "Enabled": true } });
    prefer_factors(&world, on).await.ok();
    assert!(!is_available(&world).await);
    // Nor one that was asked for before.
    let refused = world.answer(&asked, &credential).await;
    assert_eq!(
        refused.error(),
        (NOT_AUTHORIZED, "Invalid session for the user.")
    );
    second_factors(&world, "ON", json!({ "RelyingPartyId": "example.com" })).await;
    assert!(!is_available(&world).await);
}

#[tokio::test]
async fn a_passkey_whose_user_was_verified_may_be_both() {
    let mut world = World::new().await;
    second_factors(&world, "ON", both()).await;
    let options = world.options().await;
    assert_eq!(
        options["authenticatorSelection"]["userVerification"],
        "required"
    );
    world.register().await;
    assert!(!is_available(&world).await, "the user has not turned it on");
    let on = json!({ "EmailMfaSettings": { "Enabled": true }, "WebAuthnMfaSettings": { "Enabled": true } });
    prefer_factors(&world, on).await.ok();
    world.sign_in().await.ok();
    world.authenticator.verifies_user = false;
    let refused = world.sign_in().await;
    assert_eq!(
        refused.error(),
        (NOT_AUTHORIZED, "Incorrect username or password.")
    );
    let off = json!({ "WebAuthnMfaSettings": { "Enabled": false } });
    prefer_factors(&world, off).await.ok();
    assert!(!is_available(&world).await);
}

#[tokio::test]
async fn it_is_turned_on_where_the_pool_offers_it_and_the_user_has_another_factor() {
    let world = World::new().await;
    let on = json!({ "WebAuthnMfaSettings": { "Enabled": true } });
    let refused = prefer_factors(&world, on.clone()).await;
    let text = "WebAuthn MFA is not enabled for this user pool.";
    assert_eq!(refused.error(), (INVALID, text));
    second_factors(&world, "OPTIONAL", both()).await;
    let refused = prefer_factors(&world, on.clone()).await;
    let text = "User needs another MFA method to turn on WebAuthn MFA.";
    assert_eq!(refused.error(), (INVALID, text));
    let request = json!({
        "UserPoolId": world.pool.pool_id, "Username": "ada",
        "EmailMfaSettings": { "Enabled": true }, "WebAuthnMfaSettings": { "Enabled": true }
    });
    world
        .pool
        .admin("AdminSetUserMFAPreference", request)
        .await
        .ok();
    prefer_factors(&world, on).await.ok();
}

#[tokio::test]
async fn auth_factors_name_passkeys_once_there_is_one() {
    let mut world = World::new().await;
    let request = json!({ "AccessToken": world.token });
    let factors = async || {
        let answer = world.pool.call("GetUserAuthFactors", request.clone()).await;
        answer.ok()["ConfiguredUserAuthFactors"].take()
    };
    assert_eq!(factors().await, json!(["PASSWORD"]));
    world.register().await;
    let answer = world.pool.call("GetUserAuthFactors", request).await.ok();
    assert_eq!(
        answer["ConfiguredUserAuthFactors"],
        json!(["PASSWORD", "WEB_AUTHN"])
    );
    let request = json!({ "UserPoolId": world.pool.pool_id, "Username": "ada" });
    let answer = world
        .pool
        .admin("AdminGetUserAuthFactors", request)
        .await
        .ok();
    assert_eq!(
        answer["ConfiguredUserAuthFactors"],
        json!(["PASSWORD", "WEB_AUTHN"])
    );
}

#[tokio::test]
async fn a_pool_keeps_what_it_asks_of_passkeys() {
    let world = World::new().await;
    let read = json!({ "UserPoolId": world.pool.pool_id });
    let settings = json!({
        "RelyingPartyId": "login.example.com", "UserVerification": "required",
        "FactorConfiguration": "SINGLE_FACTOR"
    });
    configure(&world.pool, settings.clone(), json!({})).await;
    let request = json!({ "UserPoolId": world.pool.pool_id, "MfaConfiguration": "OFF" });
    world.pool.admin("SetUserPoolMfaConfig", request).await.ok();
    let kept = world.pool.admin("GetUserPoolMfaConfig", read).await.ok();
    assert_eq!(kept["WebAuthnConfiguration"], settings);
    for bad in [
        "https://example.com",
        "example.com:443",
        "Example.com",
        "a..b",
        ".",
    ] {
        let request = json!({ "UserPoolId": world.pool.pool_id, "WebAuthnConfiguration": { "RelyingPartyId": bad } });
        let refused = world.pool.admin("SetUserPoolMfaConfig", request).await;
        assert_eq!(
            refused.error(),
            (INVALID, "The relying party id must be a domain.")
        );
    }
}

#[tokio::test]
async fn a_pool_needs_another_first_factor_beside_passkeys() {
    let world = World::new().await;
    let policies = json!({ "SignInPolicy": { "AllowedFirstAuthFactors": ["WEB_AUTHN"] } });
    let request = json!({ "UserPoolId": world.pool.pool_id, "Policies": policies });
    for (operation, request) in [
        ("UpdateUserPool", request),
        (
            "CreateUserPool",
            json!({ "PoolName": "x", "Policies": policies }),
        ),
    ] {
        assert_eq!(
            world.pool.admin(operation, request).await.error().0,
            INVALID
        );
    }
}
