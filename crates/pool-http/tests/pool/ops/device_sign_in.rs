//! Sign-ins on devices: `DEVICE_SRP_AUTH` and `DEVICE_PASSWORD_VERIFIER`.

use poolgate_testkit::{PASSWORD, TestDevice, TestPool};
use serde_json::{Value, json};

use super::device_world::{NOT_THERE, World};
use super::mfa_world::NOT_AUTHORIZED;

const WRONG: (&str, &str) = (NOT_AUTHORIZED, "Incorrect username or password.");
const NOTHING_WAITS: (&str, &str) = (NOT_AUTHORIZED, "Invalid session for the user.");

/// `device_key` of the access token.
fn device_of(answer: &Value) -> Value {
    TestPool::claims(&answer["AuthenticationResult"]["AccessToken"])["device_key"].clone()
}

#[tokio::test]
async fn a_new_device_is_given_keys() {
    let world = World::always().await;
    let (region, id) = world.device.key.split_once('_').unwrap();
    assert_eq!((region, id.len()), ("us-east-1", 36));
    assert!(world.device.group_key.starts_with('-'));
    let claims = TestPool::claims(&world.tokens["AccessToken"]);
    assert_eq!(claims["device_key"], world.device.key.as_str());
    assert!(
        TestPool::claims(&world.tokens["IdToken"])
            .get("device_key")
            .is_none()
    );
}

#[tokio::test]
async fn a_remembered_device_proves_itself_and_is_not_new() {
    let world = World::always().await.confirmed().await;
    let asked = world.sign_in().await.ok();
    assert_eq!(
        asked,
        json!({ "ChallengeName": "DEVICE_SRP_AUTH", "ChallengeParameters": {} })
    );
    world.pool.clock.advance_seconds(60);
    let done = world.prove().await.ok();
    assert_eq!(device_of(&done), world.device.key.as_str());
    let result = &done["AuthenticationResult"];
    assert!(result["RefreshToken"].is_string() && result.get("NewDeviceMetadata").is_none());
    assert_eq!(
        world.seen().await["DeviceLastAuthenticatedDate"],
        world.now()
    );
}

#[tokio::test]
async fn it_does_so_whichever_way_the_password_came() {
    let world = World::always().await.confirmed().await;
    let attempt = world.pool.srp_start("ada").await;
    let mut responses = world
        .pool
        .srp_responses(&attempt, PASSWORD, &world.pool.srp_time());
    responses["DEVICE_KEY"] = json!(world.device.key);
    let asked = world
        .pool
        .respond("PASSWORD_VERIFIER", None, responses)
        .await
        .ok();
    assert_eq!(asked["ChallengeName"], "DEVICE_SRP_AUTH");
    world.prove().await.ok();

    let request = json!({
        "UserPoolId": world.pool.pool_id, "ClientId": world.pool.client_id,
        "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
        "AuthParameters": { "USERNAME": "ada", "PASSWORD": PASSWORD, "DEVICE_KEY": world.device.key }
    });
    let asked = world.pool.admin("AdminInitiateAuth", request).await.ok();
    assert_eq!(asked["ChallengeName"], "DEVICE_SRP_AUTH");
    world.prove().await.ok();

    let request = json!({
        "AuthFlow": "USER_AUTH", "ClientId": world.pool.client_id,
        "AuthParameters": { "USERNAME": "ada", "PREFERRED_CHALLENGE": "EMAIL_OTP" }
    });
    let asked = world.pool.call("InitiateAuth", request).await.ok();
    let code = world.pool.newest_code().await;
    let responses =
        json!({ "USERNAME": "ada", "EMAIL_OTP_CODE": code, "DEVICE_KEY": world.device.key });
    let session = Some(&asked["Session"]);
    let asked = world
        .pool
        .respond("EMAIL_OTP", session, responses)
        .await
        .ok();
    assert_eq!(asked["ChallengeName"], "DEVICE_SRP_AUTH");
    world.prove().await.ok();
}

#[tokio::test]
async fn a_confidential_client_proves_its_secret_beside() {
    let always = json!({ "ChallengeRequiredOnNewDevice": true });
    let world = World::with(always, json!({ "GenerateSecret": true })).await;
    let world = world.confirmed().await;
    world.sign_in().await.ok();
    let without = json!({ "USERNAME": "ada", "DEVICE_KEY": world.device.key, "SRP_A": "abc" });
    let refused = world.pool.respond("DEVICE_SRP_AUTH", None, without).await;
    assert_eq!(refused.error().0, NOT_AUTHORIZED);
    world.prove().await.ok();
}

#[tokio::test]
async fn a_remembered_device_does_for_the_second_factor_where_the_pool_says_so() {
    let world = World::always().await.confirmed().await;
    world.with_mfa().await;
    assert_eq!(
        world.sign_in().await.ok()["ChallengeName"],
        "DEVICE_SRP_AUTH"
    );
    world.prove().await.ok();
    let elsewhere = world.pool.sign_in_with("ada", PASSWORD).await.ok();
    assert_eq!(elsewhere["ChallengeName"], "EMAIL_OTP");
    world.set_status("not_remembered").await;
    let asked = world.sign_in().await.ok();
    let done = world.answer_mfa(&asked).await;
    assert_eq!(device_of(&done), world.device.key.as_str());
}

#[tokio::test]
async fn r48_otherwise_the_second_factor_is_asked_for_and_then_the_device() {
    let never = json!({ "ChallengeRequiredOnNewDevice": false });
    let world = World::with(never, json!({})).await.confirmed().await;
    world.with_mfa().await;
    let asked = world.sign_in().await.ok();
    assert_eq!(
        world.prove().await.error(),
        NOTHING_WAITS,
        "the factor comes first"
    );
    let asked = world.answer_mfa(&asked).await;
    assert_eq!(asked["ChallengeName"], "DEVICE_SRP_AUTH");
    world.prove().await.ok();
}

#[tokio::test]
async fn r48_a_user_who_has_no_second_factor_yet_sets_one_up_all_the_same() {
    let world = World::always().await.confirmed().await;
    let request = json!({
        "UserPoolId": world.pool.pool_id, "MfaConfiguration": "ON",
        "SoftwareTokenMfaConfiguration": { "Enabled": true }
    });
    world.pool.admin("SetUserPoolMfaConfig", request).await.ok();
    assert_eq!(world.sign_in().await.ok()["ChallengeName"], "MFA_SETUP");
}

#[tokio::test]
async fn a_device_that_is_not_remembered_is_known_and_proves_nothing() {
    let world = World::opt_in().await.confirmed().await;
    let done = world.sign_in().await.ok();
    assert_eq!(device_of(&done), world.device.key.as_str());
    assert!(
        done["AuthenticationResult"]
            .get("NewDeviceMetadata")
            .is_none()
    );
}

#[tokio::test]
async fn a_device_that_nobody_confirmed_does_not_exist() {
    let world = World::always().await;
    assert_eq!(world.sign_in().await.error(), NOT_THERE, "not confirmed");
    let world = world.confirmed().await;
    let other = "us-east-1_00000000-0000-4000-8000-000000000000";
    assert_eq!(world.sign_in_on(other).await.error(), NOT_THERE);
    let wrong = json!({
        "AuthFlow": "USER_PASSWORD_AUTH", "ClientId": world.pool.client_id,
        "AuthParameters": { "USERNAME": "ada", "PASSWORD": "Wrong-123456", "DEVICE_KEY": other }
    });
    // Only who knows the password is told.
    assert_eq!(world.pool.call("InitiateAuth", wrong).await.error(), WRONG);
    let eve = world.pool.user("eve").await;
    let theirs = TestDevice::of(&world.pool.sign_in(&eve).await);
    assert_eq!(world.sign_in_on(&theirs.key).await.error(), NOT_THERE);
    assert_eq!(
        world.pool.prove_device("ada", &theirs).await.error(),
        NOT_THERE
    );
    assert_eq!(
        world
            .pool
            .prove_device("nobody", &world.device)
            .await
            .error(),
        NOT_THERE
    );
}

#[tokio::test]
async fn devices_survive_a_restart() {
    let mut world = World::always().await.confirmed().await;
    world.pool = world.pool.restart();
    world.sign_in().await.ok();
    world.prove().await.ok();
}

#[tokio::test]
async fn a_pool_that_keeps_no_track_passes_keys_over() {
    let world = World::always().await.confirmed().await;
    let request = json!({
        "UserPoolId": world.pool.pool_id,
        "Policies": { "SignInPolicy": { "AllowedFirstAuthFactors": ["PASSWORD"] } }
    });
    world.pool.admin("UpdateUserPool", request).await.ok();
    let done = world.sign_in().await.ok();
    assert_eq!(device_of(&done), Value::Null);
}
