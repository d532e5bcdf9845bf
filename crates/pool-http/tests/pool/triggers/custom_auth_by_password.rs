//! CUSTOM_AUTH with the password by SRP first.

use poolgate_testkit::{Answer, PASSWORD, SrpAttempt, TestDevice, TestPool, TestTriggers};
use serde_json::{Value, json};

use super::custom_auth::{FUNCTIONS, answer, pool, script};

/// The password first, then the challenges of the script.
async fn by_password(client: Value) -> TestPool {
    let pool = pool(client).await;
    password_first(&pool);
    pool
}

fn password_first(pool: &TestPool) {
    pool.triggers.on("DefineAuthChallenge", |event| {
        let session = event["request"]["session"].as_array().unwrap();
        let last = session.last().unwrap();
        let mut event = event.clone();
        event["response"] = match (
            last["challengeName"].as_str().unwrap(),
            last["challengeResult"] == true,
        ) {
            ("SRP_A", true) => json!({ "challengeName": "PASSWORD_VERIFIER" }),
            ("CUSTOM_CHALLENGE", true) => json!({ "issueTokens": true }),
            ("CUSTOM_CHALLENGE", false) => json!({ "failAuthentication": true }),
            (_, true) => json!({ "challengeName": "CUSTOM_CHALLENGE" }),
            _ => unreachable!("only right proofs are told"),
        };
        Ok(event)
    });
}

async fn begin(pool: &TestPool, name: &str) -> (Value, SrpAttempt) {
    pool.srp_start_by(name, "CUSTOM_AUTH", json!({ "CHALLENGE_NAME": "SRP_A" }))
        .await
}

fn history(events: &[Value]) -> Vec<String> {
    let session = events.last().unwrap()["request"]["session"]
        .as_array()
        .unwrap();
    session
        .iter()
        .map(|result| result["challengeName"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn the_password_is_proved_first_and_the_challenges_follow() {
    let pool = by_password(json!({})).await;
    pool.user("ada").await;
    let (started, attempt) = begin(&pool, "ada").await;
    assert_eq!(started["ChallengeName"], "PASSWORD_VERIFIER");
    assert!(started["Session"].is_string());
    assert_eq!(history(&pool.triggers.events()), ["SRP_A"]);
    let challenge = pool.srp_answer(&attempt, PASSWORD).await.ok();
    assert_eq!(challenge["ChallengeName"], "CUSTOM_CHALLENGE");
    assert_eq!(
        history(&pool.triggers.events()),
        ["SRP_A", "PASSWORD_VERIFIER"]
    );
    let signed_in = answer(&pool, &challenge, "42").await.ok();
    assert!(signed_in["AuthenticationResult"]["IdToken"].is_string());
    assert_eq!(
        history(&pool.triggers.events()),
        ["SRP_A", "PASSWORD_VERIFIER", "CUSTOM_CHALLENGE"]
    );
}

#[tokio::test]
async fn a_wrong_password_ends_it_and_no_function_is_asked() {
    let pool = by_password(json!({})).await;
    pool.user("ada").await;
    let (_, attempt) = begin(&pool, "ada").await;
    pool.triggers.events();
    assert_eq!(
        pool.srp_answer(&attempt, "wrong").await.error(),
        ("NotAuthorizedException", "Incorrect username or password.")
    );
    assert!(pool.triggers.events().is_empty());
}

#[tokio::test]
async fn r48_the_challenges_cannot_be_left_out() {
    let pool = by_password(json!({})).await;
    pool.user("ada").await;
    let (started, attempt) = begin(&pool, "ada").await;
    // Without the session, and with it: what follows the password is in the secret block.
    let responses = pool.srp_responses(&attempt, PASSWORD, &pool.srp_time());
    let next: Answer = pool
        .respond("PASSWORD_VERIFIER", Some(&started["Session"]), responses)
        .await;
    let next = next.ok();
    assert_eq!(next["ChallengeName"], "CUSTOM_CHALLENGE");
    assert_eq!(next["AuthenticationResult"], Value::Null);
    assert_eq!(
        answer(&pool, &next, "1").await.error(),
        ("NotAuthorizedException", "Incorrect username or password.")
    );
}

#[tokio::test]
async fn r39_nobody_gets_a_challenge_and_never_past_it() {
    let pool = by_password(json!({ "PreventUserExistenceErrors": "ENABLED" })).await;
    let (_, attempt) = begin(&pool, "nobody").await;
    assert_eq!(
        pool.srp_answer(&attempt, PASSWORD).await.error(),
        ("NotAuthorizedException", "Incorrect username or password.")
    );
}

#[tokio::test]
async fn a_temporary_password_is_changed_before_the_challenges() {
    let pool = by_password(json!({})).await;
    pool.user("ada").await;
    let temporary = json!({ "UserPoolId": pool.pool_id, "Username": "ada", "Password": "Temporary-1", "Permanent": false });
    pool.admin("AdminSetUserPassword", temporary).await.ok();
    let (_, attempt) = begin(&pool, "ada").await;
    let next = pool.srp_answer(&attempt, "Temporary-1").await.ok();
    assert_eq!(next["ChallengeName"], "NEW_PASSWORD_REQUIRED");
    let responses = json!({ "USERNAME": "ada", "NEW_PASSWORD": PASSWORD });
    let next = pool
        .respond("NEW_PASSWORD_REQUIRED", Some(&next["Session"]), responses)
        .await
        .ok();
    assert_eq!(next["ChallengeName"], "CUSTOM_CHALLENGE");
    answer(&pool, &next, "42").await.ok();
}

#[tokio::test]
async fn r48_the_second_factor_is_asked_before_the_challenges() {
    let pool = by_password(json!({})).await;
    let phone = json!([{ "Name": "phone_number", "Value": "+15551234567" }, { "Name": "phone_number_verified", "Value": "true" }]);
    pool.user("ada").await;
    let request = json!({ "UserPoolId": pool.pool_id, "Username": "ada", "UserAttributes": phone });
    pool.admin("AdminUpdateUserAttributes", request).await.ok();
    let sms = json!({ "SnsCallerArn": "arn:aws:iam::123456789012:role/sms" });
    let request = json!({ "UserPoolId": pool.pool_id, "MfaConfiguration": "ON",
        "SmsMfaConfiguration": { "SmsConfiguration": sms } });
    pool.admin("SetUserPoolMfaConfig", request).await.ok();
    let (_, attempt) = begin(&pool, "ada").await;
    let factor = pool.srp_answer(&attempt, PASSWORD).await.ok();
    assert_eq!(factor["ChallengeName"], "SMS_MFA");
    let responses = json!({ "USERNAME": "ada", "SMS_MFA_CODE": pool.newest_code().await });
    let next = pool
        .respond("SMS_MFA", Some(&factor["Session"]), responses)
        .await
        .ok();
    assert_eq!(next["ChallengeName"], "CUSTOM_CHALLENGE");
    assert_eq!(
        history(&pool.triggers.events()),
        ["SRP_A", "PASSWORD_VERIFIER", "SMS_MFA"]
    );
    answer(&pool, &next, "42").await.ok();
}

/// A user with a second factor and a device that is remembered in its place.
async fn on_a_device() -> (TestPool, TestDevice, Value) {
    let mut settings = TestTriggers::config(&FUNCTIONS);
    settings["DeviceConfiguration"] = json!({ "ChallengeRequiredOnNewDevice": true });
    let client = json!({ "ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH", "ALLOW_USER_PASSWORD_AUTH"] });
    let pool = TestPool::with(settings, client).await;
    script(&pool);
    password_first(&pool);
    let ada = pool.user("ada").await;
    let tokens = pool.sign_in(&ada).await;
    let device = TestDevice::of(&tokens);
    pool.confirm_device(&tokens, &device).await.ok();
    let request = json!({ "UserPoolId": pool.pool_id, "MfaConfiguration": "OPTIONAL", "EmailMfaConfiguration": {} });
    pool.admin("SetUserPoolMfaConfig", request).await.ok();
    let request = json!({ "UserPoolId": pool.pool_id, "Username": "ada", "EmailMfaSettings": { "Enabled": true } });
    pool.admin("AdminSetUserMFAPreference", request).await.ok();
    let (_, attempt) = begin(&pool, "ada").await;
    let mut responses = pool.srp_responses(&attempt, PASSWORD, &pool.srp_time());
    responses["DEVICE_KEY"] = json!(device.key);
    let next = pool
        .respond("PASSWORD_VERIFIER", None, responses)
        .await
        .ok();
    assert_eq!(next["ChallengeName"], "CUSTOM_CHALLENGE");
    (pool, device, next)
}

#[tokio::test]
async fn r48_a_device_that_did_for_the_second_factor_proves_itself_whatever_is_said_later() {
    let (pool, device, next) = on_a_device().await;
    // The answer does not name the device any more.
    let asked = answer(&pool, &next, "42").await.ok();
    assert_eq!(asked["ChallengeName"], "DEVICE_SRP_AUTH");
    assert_eq!(asked["AuthenticationResult"], Value::Null);
    let done = pool.prove_device("ada", &device).await.ok();
    assert!(done["AuthenticationResult"]["AccessToken"].is_string());
}

#[tokio::test]
async fn r48_a_device_that_is_forgotten_meanwhile_does_for_nothing() {
    let (pool, device, next) = on_a_device().await;
    let request = json!({ "UserPoolId": pool.pool_id, "Username": "ada", "DeviceKey": device.key,
        "DeviceRememberedStatus": "not_remembered" });
    pool.admin("AdminUpdateDeviceStatus", request).await.ok();
    assert_eq!(
        answer(&pool, &next, "42").await.error(),
        ("NotAuthorizedException", "Incorrect username or password.")
    );
}
