//! Sign-ins that ask for a second factor.

use poolgate_testkit::PASSWORD;
use serde_json::{Value, json};

use super::mfa_world::{NOT_AUTHORIZED, World, sms};

const MISMATCH: &str = "CodeMismatchException";

#[tokio::test]
async fn an_app_is_asked_for_and_signs_in() {
    let world = World::optional().await;
    let secret = world.with_app().await;
    let asked = world.sign_in().await;
    assert_eq!(asked["ChallengeName"], "SOFTWARE_TOKEN_MFA");
    assert_eq!(
        asked["ChallengeParameters"],
        json!({ "USER_ID_FOR_SRP": "ada", "FRIENDLY_DEVICE_NAME": "phone" })
    );
    assert!(asked.get("AuthenticationResult").is_none());
    let code = json!({ "SOFTWARE_TOKEN_MFA_CODE": world.code(&secret) });
    let done = world
        .respond("SOFTWARE_TOKEN_MFA", &asked["Session"], code)
        .await
        .ok();
    assert!(done["AuthenticationResult"]["RefreshToken"].is_string());
    assert_eq!(done["ChallengeParameters"], json!({}));
}

#[tokio::test]
async fn r45_a_code_of_an_app_counts_once() {
    let world = World::optional().await;
    let secret = world.with_app().await;
    let (first, second) = (world.sign_in().await, world.sign_in().await);
    let code = json!({ "SOFTWARE_TOKEN_MFA_CODE": world.code(&secret) });
    world
        .respond("SOFTWARE_TOKEN_MFA", &first["Session"], code.clone())
        .await
        .ok();
    let replayed = world
        .respond("SOFTWARE_TOKEN_MFA", &second["Session"], code)
        .await;
    assert_eq!(
        replayed.error(),
        (
            "ExpiredCodeException",
            "Your software token has already been used once."
        )
    );
    world.pool.clock.advance_seconds(30);
    let next = json!({ "SOFTWARE_TOKEN_MFA_CODE": world.code(&secret) });
    world
        .respond("SOFTWARE_TOKEN_MFA", &second["Session"], next)
        .await
        .ok();
}

#[tokio::test]
async fn the_code_that_proved_the_app_counts_no_more() {
    let world = World::required().await;
    let secret = world.associate().await;
    let code = world.code(&secret);
    world.verify(&code).await.ok();
    let asked = world.sign_in().await;
    let answer = json!({ "SOFTWARE_TOKEN_MFA_CODE": code });
    let refused = world
        .respond("SOFTWARE_TOKEN_MFA", &asked["Session"], answer)
        .await;
    assert_eq!(refused.error().0, "ExpiredCodeException");
}

#[tokio::test]
async fn a_wrong_code_leaves_the_session_and_locks_at_last() {
    let world = World::optional().await;
    let secret = world.with_app().await;
    let asked = world.sign_in().await;
    let wrong = json!({ "SOFTWARE_TOKEN_MFA_CODE": world.wrong_code(&secret) });
    for _ in 0..5 {
        let refused = world
            .respond("SOFTWARE_TOKEN_MFA", &asked["Session"], wrong.clone())
            .await;
        assert_eq!(
            refused.error(),
            (MISMATCH, "Invalid code received for user")
        );
    }
    let right = json!({ "SOFTWARE_TOKEN_MFA_CODE": world.code(&secret) });
    let locked = world
        .respond("SOFTWARE_TOKEN_MFA", &asked["Session"], right.clone())
        .await;
    assert_eq!(
        locked.error(),
        (NOT_AUTHORIZED, "Password attempts exceeded")
    );
    // The password alone does not take the lock away.
    let again = world.sign_in().await;
    let locked = world
        .respond("SOFTWARE_TOKEN_MFA", &again["Session"], right)
        .await;
    assert_eq!(
        locked.error(),
        (NOT_AUTHORIZED, "Password attempts exceeded")
    );
    world.pool.clock.advance_seconds(1);
    let right = json!({ "SOFTWARE_TOKEN_MFA_CODE": world.code(&secret) });
    world
        .respond("SOFTWARE_TOKEN_MFA", &asked["Session"], right)
        .await
        .ok();
}

#[tokio::test]
async fn r48_a_session_of_a_challenge_counts_once_and_expires() {
    let world = World::optional().await;
    let secret = world.with_app().await;
    let asked = world.sign_in().await;
    let answer = async |name: &str, session: &Value| {
        let code = json!({ "SOFTWARE_TOKEN_MFA_CODE": world.code(&secret), "ANSWER": "SMS_MFA" });
        world.respond(name, session, code).await
    };
    let refused = answer("SELECT_MFA_TYPE", &asked["Session"]).await;
    assert_eq!(
        refused.error(),
        (NOT_AUTHORIZED, "Invalid session for the user.")
    );
    answer("SOFTWARE_TOKEN_MFA", &asked["Session"]).await.ok();
    world.pool.clock.advance_seconds(30);
    let again = answer("SOFTWARE_TOKEN_MFA", &asked["Session"]).await;
    assert_eq!(
        again.error(),
        (
            NOT_AUTHORIZED,
            "Invalid session for the user, session can only be used once."
        )
    );
    let late = world.sign_in().await;
    world.pool.clock.advance_seconds(180);
    let refused = answer("SOFTWARE_TOKEN_MFA", &late["Session"]).await;
    assert_eq!(
        refused.error(),
        (
            NOT_AUTHORIZED,
            "Invalid session for the user, session is expired."
        )
    );
}

#[tokio::test]
async fn everybody_must_set_an_app_up_where_it_is_required() {
    let world = World::required().await;
    let asked = world.sign_in().await;
    assert_eq!(asked["ChallengeName"], "MFA_SETUP");
    assert_eq!(
        asked["ChallengeParameters"]["MFAS_CAN_SETUP"],
        "[\"SOFTWARE_TOKEN_MFA\"]"
    );
    let unfinished = world
        .respond("MFA_SETUP", &asked["Session"], json!({}))
        .await;
    assert_eq!(
        unfinished.error(),
        (NOT_AUTHORIZED, "Invalid session for the user.")
    );
    let request = json!({ "Session": asked["Session"] });
    let associated = world
        .pool
        .call("AssociateSoftwareToken", request.clone())
        .await
        .ok();
    let reused = world.pool.call("AssociateSoftwareToken", request).await;
    assert_eq!(reused.error().0, NOT_AUTHORIZED);
    let secret = associated["SecretCode"]
        .as_str()
        .expect("a secret")
        .to_owned();
    let request = json!({ "Session": associated["Session"], "UserCode": world.code(&secret) });
    let verified = world.pool.call("VerifySoftwareToken", request).await.ok();
    assert_eq!(verified["Status"], "SUCCESS");
    let done = world
        .respond("MFA_SETUP", &verified["Session"], json!({}))
        .await
        .ok();
    assert!(done["AuthenticationResult"]["AccessToken"].is_string());
    let user = world.look_up().await;
    assert_eq!(user["UserMFASettingList"], json!(["SOFTWARE_TOKEN_MFA"]));
    assert_eq!(user["PreferredMfaSetting"], "SOFTWARE_TOKEN_MFA");
    world.pool.clock.advance_seconds(30);
    assert_eq!(world.sign_in().await["ChallengeName"], "SOFTWARE_TOKEN_MFA");
}

#[tokio::test]
async fn a_temporary_password_comes_before_the_set_up() {
    let world = World::required().await;
    let request = json!({
        "UserPoolId": world.pool.pool_id, "Username": "eve", "TemporaryPassword": PASSWORD,
        "MessageAction": "SUPPRESS"
    });
    world.pool.admin("AdminCreateUser", request).await.ok();
    let asked = world.pool.sign_in_with("eve", PASSWORD).await.ok();
    assert_eq!(asked["ChallengeName"], "NEW_PASSWORD_REQUIRED");
    let request = json!({
        "ClientId": world.pool.client_id, "ChallengeName": "NEW_PASSWORD_REQUIRED",
        "Session": asked["Session"],
        "ChallengeResponses": { "USERNAME": "eve", "NEW_PASSWORD": "Other-12345" }
    });
    let next = world
        .pool
        .call("RespondToAuthChallenge", request)
        .await
        .ok();
    assert_eq!(next["ChallengeName"], "MFA_SETUP");
}

#[tokio::test]
async fn codes_by_message_sign_in_and_verify_the_address() {
    let world = World::with(json!({
        "MfaConfiguration": "ON", "SmsMfaConfiguration": sms()
    }))
    .await;
    let request = json!({
        "UserPoolId": world.pool.pool_id, "Username": "ada",
        "UserAttributes": [{ "Name": "phone_number", "Value": "+15551239934" }]
    });
    world
        .pool
        .admin("AdminUpdateUserAttributes", request)
        .await
        .ok();
    let asked = world.sign_in().await;
    assert_eq!(asked["ChallengeName"], "SMS_MFA");
    assert_eq!(
        asked["ChallengeParameters"],
        json!({
            "USER_ID_FOR_SRP": "ada", "CODE_DELIVERY_DELIVERY_MEDIUM": "SMS",
            "CODE_DELIVERY_DESTINATION": "+*******9934"
        })
    );
    let message = world.pool.messages().await.remove(0);
    assert_eq!(message.to, "+15551239934");
    let code = message.code.expect("a code");
    let other = if code == "000000" { "000001" } else { "000000" };
    let wrong = json!({ "SMS_MFA_CODE": other });
    let refused = world.respond("SMS_MFA", &asked["Session"], wrong).await;
    assert_eq!(
        refused.error(),
        (MISMATCH, "Invalid code or auth state for the user.")
    );
    let right = json!({ "SMS_MFA_CODE": code });
    world
        .respond("SMS_MFA", &asked["Session"], right.clone())
        .await
        .ok();
    let verified = world.pool.attribute("ada", "phone_number_verified").await;
    assert_eq!(verified.as_deref(), Some("true"));
    let next = world.sign_in().await;
    let replayed = world.respond("SMS_MFA", &next["Session"], right).await;
    assert_eq!(replayed.error().0, MISMATCH, "R44: used twice");
}

#[tokio::test]
async fn codes_by_mail_use_the_words_of_the_pool() {
    let world = World::with(json!({
        "MfaConfiguration": "OPTIONAL",
        "EmailMfaConfiguration": { "Message": "Sign in with {####}.", "Subject": "Your code" }
    }))
    .await;
    let on = json!({ "EmailMfaSettings": { "Enabled": true } });
    world.prefer(on).await.ok();
    let asked = world.sign_in().await;
    assert_eq!(asked["ChallengeName"], "EMAIL_OTP");
    assert_eq!(
        asked["ChallengeParameters"]["CODE_DELIVERY_DELIVERY_MEDIUM"],
        "EMAIL"
    );
    let message = world.pool.messages().await.remove(0);
    let code = message.code.expect("a code");
    assert_eq!(message.subject, "Your code");
    assert_eq!(message.text, format!("Sign in with {code}."));
    let answer = json!({ "EMAIL_OTP_CODE": code });
    world
        .respond("EMAIL_OTP", &asked["Session"], answer)
        .await
        .ok();
}

#[tokio::test]
async fn who_has_several_factors_and_prefers_none_chooses() {
    let world = World::optional().await;
    let secret = world.with_app().await;
    let both = json!({
        "SoftwareTokenMfaSettings": { "Enabled": true, "PreferredMfa": false },
        "EmailMfaSettings": { "Enabled": true }
    });
    world.prefer(both).await.ok();
    let asked = world.sign_in().await;
    assert_eq!(asked["ChallengeName"], "SELECT_MFA_TYPE");
    assert_eq!(
        asked["ChallengeParameters"]["MFAS_CAN_CHOOSE"],
        "[\"SOFTWARE_TOKEN_MFA\",\"EMAIL_OTP\"]"
    );
    let unknown = json!({ "ANSWER": "SMS_MFA" });
    let refused = world
        .respond("SELECT_MFA_TYPE", &asked["Session"], unknown)
        .await;
    assert_eq!(refused.error().0, "InvalidParameterException");
    let chosen = json!({ "ANSWER": "SOFTWARE_TOKEN_MFA" });
    let next = world
        .respond("SELECT_MFA_TYPE", &asked["Session"], chosen.clone())
        .await
        .ok();
    assert_eq!(next["ChallengeName"], "SOFTWARE_TOKEN_MFA");
    let again = world
        .respond("SELECT_MFA_TYPE", &asked["Session"], chosen)
        .await;
    assert_eq!(again.error().0, NOT_AUTHORIZED);
    let code = json!({ "SOFTWARE_TOKEN_MFA_CODE": world.code(&secret) });
    world
        .respond("SOFTWARE_TOKEN_MFA", &next["Session"], code)
        .await
        .ok();
}

#[tokio::test]
async fn a_factor_is_no_matter_of_who_wants_none() {
    let world = World::optional().await;
    assert!(world.sign_in().await["AuthenticationResult"].is_object());
    world.with_app().await;
    let off = json!({ "SoftwareTokenMfaSettings": { "Enabled": false } });
    world.prefer(off).await.ok();
    assert!(world.sign_in().await["AuthenticationResult"].is_object());
}

#[tokio::test]
async fn r48_a_session_is_of_its_user() {
    let world = World::optional().await;
    let secret = world.with_app().await;
    world.pool.user("eve").await;
    let asked = world.sign_in().await;
    let request = json!({
        "ClientId": world.pool.client_id, "ChallengeName": "SOFTWARE_TOKEN_MFA",
        "Session": asked["Session"],
        "ChallengeResponses": { "USERNAME": "eve", "SOFTWARE_TOKEN_MFA_CODE": world.code(&secret) }
    });
    let refused = world.pool.call("RespondToAuthChallenge", request).await;
    assert_eq!(
        refused.error(),
        (NOT_AUTHORIZED, "Invalid session for the user.")
    );
}

#[tokio::test]
async fn r45_of_many_who_race_with_one_code_one_wins() {
    let world = World::optional().await;
    let secret = world.with_app().await;
    let mut sessions = Vec::new();
    for _ in 0..8 {
        sessions.push(world.sign_in().await["Session"].clone());
    }
    let code = world.code(&secret);
    let answers = sessions.iter().map(|session| {
        let code = json!({ "SOFTWARE_TOKEN_MFA_CODE": code });
        world.respond("SOFTWARE_TOKEN_MFA", session, code)
    });
    let answers = futures::future::join_all(answers).await;
    let won = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(won, 1);
}

#[tokio::test]
async fn r46_the_secret_of_an_app_is_sealed_in_the_database() {
    let world = World::optional().await;
    let secret = world.with_app().await;
    let pending = world.associate().await;
    let stored = world.pool.database_bytes();
    for hidden in [secret, pending] {
        let found = stored
            .windows(hidden.len())
            .any(|window| window == hidden.as_bytes());
        assert!(!found);
    }
}

#[tokio::test]
async fn f5_a_clock_that_steps_back_accepts_no_code_twice() {
    let world = World::optional().await;
    let secret = world.with_app().await;
    let answer = async |asked: &Value, code: &str| {
        let code = json!({ "SOFTWARE_TOKEN_MFA_CODE": code });
        world
            .respond("SOFTWARE_TOKEN_MFA", &asked["Session"], code)
            .await
    };
    let code = world.code(&secret);
    let asked = world.sign_in().await;
    answer(&asked, &code).await.ok();
    world.pool.clock.advance_seconds(-3600);
    let asked = world.sign_in().await;
    for code in [code.clone(), world.code(&secret)] {
        let refused = answer(&asked, &code).await;
        assert_ne!(refused.status, 200, "{}", refused.text);
    }
    world.pool.clock.advance_seconds(3600);
    let asked = world.sign_in().await;
    assert_eq!(
        answer(&asked, &code).await.error().0,
        "ExpiredCodeException"
    );
    world.pool.clock.advance_seconds(30);
    answer(&asked, &world.code(&secret)).await.ok();
}
