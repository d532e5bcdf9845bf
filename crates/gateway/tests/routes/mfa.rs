//! `/auth/mfa` and `/auth/mfa/totp`: second factors of the signed-in user, and in a sign-in.

use http::Method;
use serde_json::{Value, json};

use crate::pool;
use crate::token;
use crate::world::World;

const SECRET: &str = "JBSWY3DPEHPK3PXP";

/// A user with these factors.
fn user(world: &World, factors: &[&str], preferred: &str) {
    world.pool.on(
        "GetUser",
        json!({
            "Username": token::SUB,
            "UserAttributes": [{"Name": "email", "Value": "user@example.com"}],
            "UserMFASettingList": factors, "PreferredMfaSetting": preferred
        }),
    );
}

async fn put(world: &World, body: Value) -> crate::world::Answer {
    world.send_signed_in(Method::PUT, "/auth/mfa", body).await
}

#[tokio::test]
async fn the_factors_are_told_in_our_words() {
    let world = World::new().await;
    user(&world, &["SOFTWARE_TOKEN_MFA", "EMAIL_OTP"], "EMAIL_OTP");
    let answer = world.get_signed_in("/auth/mfa").await.ok();
    assert_eq!(
        answer.body,
        json!({"success": true, "totp": true, "sms": false, "email": true, "preferred": "email"})
    );
    user(&world, &[], "");
    let answer = world.get_signed_in("/auth/mfa").await.ok();
    assert_eq!(answer.body["preferred"], Value::Null);
}

#[tokio::test]
async fn only_what_changes_is_told_to_the_pool() {
    let world = World::new().await;
    user(&world, &["SOFTWARE_TOKEN_MFA"], "SOFTWARE_TOKEN_MFA");
    let answer = put(&world, json!({"email": true})).await.ok();
    assert_eq!(
        answer.body,
        json!({"success": true, "totp": true, "sms": false, "email": true, "preferred": "totp"})
    );
    let mut asked = world.pool.last();
    asked["AccessToken"] = Value::Null;
    assert_eq!(
        asked,
        json!({"AccessToken": null, "EmailMfaSettings": {"Enabled": true, "PreferredMfa": false}})
    );
    let before = world.pool.calls().len();
    put(&world, json!({"totp": true})).await.ok();
    // The user was read, nothing was written.
    assert_eq!(world.pool.calls().len(), before + 1);
}

#[tokio::test]
async fn a_factor_that_goes_off_is_no_longer_preferred() {
    let world = World::new().await;
    user(&world, &["SOFTWARE_TOKEN_MFA"], "SOFTWARE_TOKEN_MFA");
    let answer = put(&world, json!({"totp": false})).await.ok();
    assert_eq!(answer.body["preferred"], Value::Null);
    assert_eq!(
        world.pool.last()["SoftwareTokenMfaSettings"],
        json!({"Enabled": false, "PreferredMfa": false})
    );
    world
        .send_signed_in(Method::DELETE, "/auth/mfa/totp", json!({}))
        .await
        .ok();
    assert_eq!(
        world.pool.last()["SoftwareTokenMfaSettings"],
        json!({"Enabled": false, "PreferredMfa": false})
    );
}

#[tokio::test]
async fn a_wish_that_makes_no_sense_is_refused() {
    let world = World::new().await;
    for (body, field) in [
        (json!({}), "totp"),
        (json!({"totp": "yes"}), "totp"),
        (json!({"preferred": "pigeon"}), "preferred"),
        (json!({"sms": false, "preferred": "sms"}), "preferred"),
    ] {
        let answer = put(&world, body.clone()).await;
        assert_eq!(answer.refusal(), (400, "validation_failed"), "{body}");
        assert!(answer.body["fields"].get(field).is_some(), "{body}");
    }
    assert!(world.pool.calls().is_empty());
}

#[tokio::test]
async fn an_app_is_set_up_and_turned_on() {
    let world = World::new().await;
    let answer = world
        .post_signed_in("/auth/mfa/totp/start", json!({}))
        .await
        .ok();
    assert_eq!(answer.body["secret"], SECRET);
    assert_eq!(
        answer.body["otpauth_uri"],
        "otpauth://totp/localhost:user%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=localhost"
    );
    let image = answer.body["qr_svg"].as_str().expect("an image");
    assert!(image.contains("<svg"));
    assert!(answer.body.get("session").is_none());
    let body = json!({"code": "123456", "device_name": "My phone"});
    world
        .post_signed_in("/auth/mfa/totp/verify", body)
        .await
        .ok();
    let calls = world.pool.calls();
    let [.., verified, preferred] = calls.as_slice() else {
        panic!("two calls at least")
    };
    assert_eq!(verified.body["UserCode"], "123456");
    assert_eq!(verified.body["FriendlyDeviceName"], "My phone");
    assert_eq!(
        preferred.body["SoftwareTokenMfaSettings"],
        json!({"Enabled": true, "PreferredMfa": true})
    );
}

#[tokio::test]
async fn the_issuer_is_the_host_that_users_see() {
    let world = World::with(|config| {
        config.public_url = Some("https://id.example.com:8443".to_owned());
    })
    .await;
    world
        .pool
        .on("AssociateSoftwareToken", json!({"SecretCode": SECRET}));
    let answer = world
        .post_signed_in("/auth/mfa/totp/start", json!({}))
        .await
        .ok();
    let uri = answer.body["otpauth_uri"].as_str().expect("an address");
    assert!(
        uri.starts_with("otpauth://totp/id.example.com:user"),
        "{uri}"
    );
}

#[tokio::test]
async fn a_wrong_code_turns_nothing_on() {
    let world = World::new().await;
    world.pool.refuse(
        "VerifySoftwareToken",
        "EnableSoftwareTokenMFAException",
        "Code mismatch",
    );
    let body = json!({"code": "000000"});
    let answer = world
        .post_signed_in("/auth/mfa/totp/verify", body.clone())
        .await;
    assert_eq!(answer.refusal(), (400, "invalid_code"));
    world
        .pool
        .on("VerifySoftwareToken", json!({"Status": "ERROR"}));
    let answer = world.post_signed_in("/auth/mfa/totp/verify", body).await;
    assert_eq!(answer.refusal(), (400, "invalid_code"));
    assert!(
        !world
            .pool
            .operations()
            .contains(&"SetUserMFAPreference".to_owned())
    );
}

#[tokio::test]
async fn a_sign_in_that_asks_for_the_set_up_is_led_to_tokens() {
    let world = World::new().await;
    world.pool.on(
        "InitiateAuth",
        json!({
            "ChallengeName": "MFA_SETUP", "Session": "pool-session-1",
            "ChallengeParameters": {"USER_ID_FOR_SRP": "internal-name", "MFAS_CAN_SETUP": "[\"SOFTWARE_TOKEN_MFA\"]"}
        }),
    );
    world.pool.on(
        "AssociateSoftwareToken",
        json!({"SecretCode": SECRET, "Session": "pool-session-2"}),
    );
    world.pool.on(
        "VerifySoftwareToken",
        json!({"Status": "SUCCESS", "Session": "pool-session-3"}),
    );
    let body = json!({"email": "user@example.com", "password": "Test123456"});
    let first = world.post("/auth/login", body).await.ok();
    let session = &first.body["challenge"]["session"];
    let started = world
        .post("/auth/mfa/totp/start", json!({"session": session}))
        .await
        .ok();
    assert_eq!(world.pool.last()["Session"], "pool-session-1");
    assert!(
        started.body["otpauth_uri"]
            .as_str()
            .is_some_and(|uri| uri.contains("user%40example.com"))
    );
    let body = json!({"session": started.body["session"], "code": "123456"});
    let done = world.post("/auth/mfa/totp/verify", body).await.ok();
    assert!(done.body["access_token"].is_string(), "{}", done.text);
    assert_eq!(done.body["user"]["username"], "user@example.com");
    let calls = world.pool.calls();
    let [.., verified, answered] = calls.as_slice() else {
        panic!("two calls at least")
    };
    assert_eq!(verified.body["Session"], "pool-session-2");
    assert_eq!(answered.body["ChallengeName"], "MFA_SETUP");
    assert_eq!(answered.body["Session"], "pool-session-3");
    assert_eq!(
        answered.body["ChallengeResponses"],
        json!({"USERNAME": "internal-name"})
    );
}

#[tokio::test]
async fn r15_without_token_and_session_there_is_nothing_to_set_up() {
    let world = World::new().await;
    for (path, body) in [
        ("/auth/mfa/totp/start", json!({})),
        ("/auth/mfa/totp/verify", json!({"code": "123456"})),
    ] {
        let answer = world.post(path, body).await;
        assert_eq!(answer.refusal(), (401, "token_missing"), "{path}");
    }
    let body = json!({"session": "forged"});
    let answer = world.post("/auth/mfa/totp/start", body).await;
    assert_eq!(answer.refusal(), (401, "invalid_session"));
    let answer = world.get("/auth/mfa").await;
    assert_eq!(answer.refusal(), (401, "token_missing"));
    assert!(world.pool.calls().is_empty());
}

#[tokio::test]
async fn r42_codes_of_an_app_are_guessed_within_limits() {
    let world = World::new().await;
    world
        .pool
        .refuse("VerifySoftwareToken", "CodeMismatchException", "x");
    let body = json!({"code": "000000"});
    for _ in 0..60 {
        let answer = world
            .post_signed_in("/auth/mfa/totp/verify", body.clone())
            .await;
        assert_eq!(answer.refusal(), (400, "invalid_code"));
    }
    let answer = world.post_signed_in("/auth/mfa/totp/verify", body).await;
    assert_eq!(answer.refusal(), (429, "rate_limited"));
}

#[tokio::test]
async fn what_the_pool_does_not_offer_is_said() {
    let world = World::new().await;
    for (exception, message) in [
        (
            "SoftwareTokenMFANotFoundException",
            "Software Token MFA has not been enabled by the userPool",
        ),
        ("UnknownOperationException", ""),
        ("NotImplementedException", "Not yet."),
    ] {
        world
            .pool
            .refuse("AssociateSoftwareToken", exception, message);
        let answer = world
            .post_signed_in("/auth/mfa/totp/start", json!({}))
            .await;
        assert_eq!(answer.refusal(), (400, "not_supported"), "{exception}");
    }
}

#[tokio::test]
async fn a_second_factor_is_a_challenge_like_any_other() {
    let world = World::new().await;
    world.pool.on(
        "InitiateAuth",
        json!({
            "ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": "pool-session-1",
            "ChallengeParameters": {"USER_ID_FOR_SRP": "internal-name", "FRIENDLY_DEVICE_NAME": "My phone"}
        }),
    );
    let body = json!({"email": "user@example.com", "password": "Test123456"});
    let first = world.post("/auth/login", body).await.ok();
    assert_eq!(first.body["challenge"]["name"], "SOFTWARE_TOKEN_MFA");
    world.pool.on("RespondToAuthChallenge", pool::tokens());
    let body = json!({
        "session": first.body["challenge"]["session"], "name": "SOFTWARE_TOKEN_MFA",
        "responses": {"SOFTWARE_TOKEN_MFA_CODE": "123456"}
    });
    let done = world.post("/auth/challenge", body).await.ok();
    assert!(done.body["refresh_token"].is_string());
    assert_eq!(
        world.pool.last()["ChallengeResponses"]["SOFTWARE_TOKEN_MFA_CODE"],
        "123456"
    );
}
