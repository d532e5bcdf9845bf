//! `USER_AUTH`: sign-ins that the user chooses.

use poolgate_testkit::{Answer, PASSWORD, TestPool};
use serde_json::{Value, json};

const NOT_AUTHORIZED: &str = "NotAuthorizedException";
const MISMATCH: (&str, &str) = (
    "CodeMismatchException",
    "Invalid code or auth state for the user.",
);

/// A pool with these first factors.
async fn pool(factors: &[&str], client: Value) -> TestPool {
    let settings =
        json!({ "Policies": { "SignInPolicy": { "AllowedFirstAuthFactors": factors } } });
    let mut client = client;
    client["ExplicitAuthFlows"] = json!(["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]);
    TestPool::with(settings, client).await
}

async fn with_codes() -> TestPool {
    let pool = pool(&["PASSWORD", "EMAIL_OTP", "SMS_OTP"], json!({})).await;
    pool.user("ada").await;
    pool
}

async fn start(pool: &TestPool, name: &str, mut parameters: Value) -> Answer {
    parameters["USERNAME"] = json!(name);
    if let Some(hash) = pool.secret_hash(name) {
        parameters["SECRET_HASH"] = json!(hash);
    }
    let request = json!({
        "AuthFlow": "USER_AUTH", "ClientId": pool.client_id, "AuthParameters": parameters
    });
    pool.call("InitiateAuth", request).await
}

async fn respond(pool: &TestPool, asked: &Value, name: &str, mut responses: Value) -> Answer {
    if responses.get("USERNAME").is_none() {
        responses["USERNAME"] = json!("ada");
    }
    let request = json!({
        "ClientId": pool.client_id, "ChallengeName": name, "Session": asked["Session"],
        "ChallengeResponses": responses
    });
    pool.call("RespondToAuthChallenge", request).await
}

fn is_signed_in(answer: Answer) -> bool {
    answer.ok()["AuthenticationResult"]["AccessToken"].is_string()
}

#[tokio::test]
async fn without_a_preference_there_is_a_choice() {
    let pool = with_codes().await;
    let asked = start(&pool, "ada", json!({})).await.ok();
    assert_eq!(asked["ChallengeName"], "SELECT_CHALLENGE");
    let available = json!(["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP"]);
    assert_eq!(asked["AvailableChallenges"], available);
    let answer = json!({ "ANSWER": "PASSWORD", "PASSWORD": PASSWORD });
    assert!(is_signed_in(
        respond(&pool, &asked, "SELECT_CHALLENGE", answer).await
    ));
}

#[tokio::test]
async fn what_is_preferred_and_possible_comes_at_once() {
    let pool = with_codes().await;
    let asked = start(&pool, "ada", json!({ "PREFERRED_CHALLENGE": "EMAIL_OTP" }))
        .await
        .ok();
    assert_eq!(asked["ChallengeName"], "EMAIL_OTP");
    assert_eq!(
        asked["ChallengeParameters"],
        json!({ "CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL", "CODE_DELIVERY_DESTINATION": "a***@e***" })
    );
    assert_eq!(
        asked["AvailableChallenges"],
        json!(["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP"])
    );
    let code = pool.newest_code().await;
    assert_eq!(code.len(), 8);
    let answer = json!({ "EMAIL_OTP_CODE": code });
    assert!(is_signed_in(
        respond(&pool, &asked, "EMAIL_OTP", answer).await
    ));
    let asked = start(&pool, "ada", json!({ "PREFERRED_CHALLENGE": "SMS_OTP" }))
        .await
        .ok();
    assert_eq!(asked["ChallengeName"], "SELECT_CHALLENGE");
}

#[tokio::test]
async fn a_password_may_come_with_the_first_request() {
    let pool = with_codes().await;
    let parameters = json!({ "PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": PASSWORD });
    assert!(is_signed_in(start(&pool, "ada", parameters).await));
    let parameters = json!({ "PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": "Wrong-123456" });
    let refused = start(&pool, "ada", parameters).await;
    assert_eq!(
        refused.error(),
        (NOT_AUTHORIZED, "Incorrect username or password.")
    );
}

#[tokio::test]
async fn a_password_may_come_after() {
    let pool = with_codes().await;
    let asked = start(&pool, "ada", json!({ "PREFERRED_CHALLENGE": "PASSWORD" }))
        .await
        .ok();
    assert_eq!(asked["ChallengeName"], "PASSWORD");
    let wrong = json!({ "PASSWORD": "Wrong-123456" });
    let refused = respond(&pool, &asked, "PASSWORD", wrong).await;
    assert_eq!(refused.error().0, NOT_AUTHORIZED);
    let right = json!({ "PASSWORD": PASSWORD });
    assert!(is_signed_in(
        respond(&pool, &asked, "PASSWORD", right.clone()).await
    ));
    let again = respond(&pool, &asked, "PASSWORD", right).await;
    assert_eq!(
        again.error(),
        (
            NOT_AUTHORIZED,
            "Invalid session for the user, session can only be used once."
        )
    );
}

#[tokio::test]
async fn the_password_may_be_proved() {
    let pool = with_codes().await;
    let (asked, attempt) = pool.srp_start_by_choice("ada").await;
    assert_eq!(asked["ChallengeName"], "PASSWORD_VERIFIER");
    assert!(asked["Session"].is_string());
    let proof = pool.srp_responses(&attempt, PASSWORD, &pool.srp_time());
    assert!(is_signed_in(
        respond(&pool, &asked, "PASSWORD_VERIFIER", proof).await
    ));
}

#[tokio::test]
async fn r44_a_code_counts_once_and_a_new_one_makes_it_void() {
    let pool = with_codes().await;
    let prefer = json!({ "PREFERRED_CHALLENGE": "EMAIL_OTP" });
    let first = start(&pool, "ada", prefer.clone()).await.ok();
    let old = pool.newest_code().await;
    pool.clock.advance_seconds(1);
    let second = start(&pool, "ada", prefer.clone()).await.ok();
    let new = pool.newest_code().await;
    let answer = respond(&pool, &first, "EMAIL_OTP", json!({ "EMAIL_OTP_CODE": old })).await;
    assert_eq!(answer.error(), MISMATCH);
    let code = json!({ "EMAIL_OTP_CODE": new });
    assert!(is_signed_in(
        respond(&pool, &second, "EMAIL_OTP", code.clone()).await
    ));
    let third = start(&pool, "ada", prefer).await.ok();
    let answer = respond(&pool, &third, "EMAIL_OTP", code).await;
    assert_eq!(answer.error(), MISMATCH);
    let code = json!({ "EMAIL_OTP_CODE": pool.newest_code().await });
    pool.clock.advance_seconds(180);
    let late = respond(&pool, &third, "EMAIL_OTP", code).await;
    assert_eq!(
        late.error(),
        (
            NOT_AUTHORIZED,
            "Invalid session for the user, session is expired."
        )
    );
}

#[tokio::test]
async fn wrong_codes_leave_the_session_until_the_code_is_dead() {
    let pool = with_codes().await;
    let asked = start(&pool, "ada", json!({ "PREFERRED_CHALLENGE": "EMAIL_OTP" }))
        .await
        .ok();
    let right = pool.newest_code().await;
    let wrong = if right == "00000000" {
        "00000001"
    } else {
        "00000000"
    };
    for _ in 0..15 {
        let answer = json!({ "EMAIL_OTP_CODE": wrong });
        let answer = respond(&pool, &asked, "EMAIL_OTP", answer).await;
        assert_eq!(answer.error(), MISMATCH);
    }
    let answer = json!({ "EMAIL_OTP_CODE": right });
    let answer = respond(&pool, &asked, "EMAIL_OTP", answer).await;
    assert_eq!(answer.error(), MISMATCH, "the right one too");
}

#[tokio::test]
async fn a_code_confirms_a_user_who_just_signed_up() {
    let pool = pool(&["PASSWORD", "EMAIL_OTP"], json!({})).await;
    pool.sign_up("ada").await.ok();
    let asked = start(&pool, "ada", json!({ "PREFERRED_CHALLENGE": "EMAIL_OTP" }))
        .await
        .ok();
    let answer = json!({ "EMAIL_OTP_CODE": pool.newest_code().await });
    assert!(is_signed_in(
        respond(&pool, &asked, "EMAIL_OTP", answer).await
    ));
    let user = pool.look_up("ada").await;
    assert_eq!(user["UserStatus"], "CONFIRMED");
    let verified = pool.attribute("ada", "email_verified").await;
    assert_eq!(verified.as_deref(), Some("true"));
}

#[tokio::test]
async fn who_must_choose_a_password_gets_no_code() {
    let pool = pool(&["PASSWORD", "EMAIL_OTP"], json!({})).await;
    let request = json!({
        "UserPoolId": pool.pool_id, "Username": "ada", "TemporaryPassword": PASSWORD,
        "MessageAction": "SUPPRESS",
        "UserAttributes": [{ "Name": "email", "Value": "ada@example.com" }]
    });
    pool.admin("AdminCreateUser", request).await.ok();
    let asked = start(&pool, "ada", json!({ "PREFERRED_CHALLENGE": "EMAIL_OTP" }))
        .await
        .ok();
    assert_eq!(asked["ChallengeName"], "SELECT_CHALLENGE");
    assert_eq!(
        asked["AvailableChallenges"],
        json!(["PASSWORD_SRP", "PASSWORD"])
    );
    let answer = json!({ "ANSWER": "PASSWORD", "PASSWORD": PASSWORD });
    let next = respond(&pool, &asked, "SELECT_CHALLENGE", answer)
        .await
        .ok();
    assert_eq!(next["ChallengeName"], "NEW_PASSWORD_REQUIRED");
}

#[tokio::test]
async fn a_code_alone_does_not_do_where_a_second_factor_is_asked_for() {
    let pool = with_codes().await;
    let request = json!({
        "UserPoolId": pool.pool_id, "MfaConfiguration": "ON",
        "SoftwareTokenMfaConfiguration": { "Enabled": true }
    });
    pool.admin("SetUserPoolMfaConfig", request).await.ok();
    let asked = start(&pool, "ada", json!({ "PREFERRED_CHALLENGE": "EMAIL_OTP" }))
        .await
        .ok();
    assert_eq!(
        asked["AvailableChallenges"],
        json!(["PASSWORD_SRP", "PASSWORD"])
    );
    let answer = json!({ "ANSWER": "EMAIL_OTP" });
    let refused = respond(&pool, &asked, "SELECT_CHALLENGE", answer).await;
    assert_eq!(refused.error().0, "InvalidParameterException");
}

#[tokio::test]
async fn r40_nobody_is_asked_as_somebody_is() {
    let hides = json!({ "PreventUserExistenceErrors": "ENABLED" });
    let pool = pool(&["PASSWORD", "EMAIL_OTP"], hides).await;
    pool.user("ada").await;
    let prefer = json!({ "PREFERRED_CHALLENGE": "EMAIL_OTP" });
    let somebody = start(&pool, "ada", prefer.clone()).await.ok();
    let sent = pool.messages().await.len();
    let nobody = start(&pool, "eve@example.com", prefer).await.ok();
    assert_eq!(pool.messages().await.len(), sent);
    assert_eq!(nobody["ChallengeName"], "EMAIL_OTP");
    assert_eq!(
        nobody["AvailableChallenges"],
        somebody["AvailableChallenges"]
    );
    assert_eq!(
        nobody["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"],
        "e***@e***"
    );
    let length = |asked: &Value| asked["Session"].as_str().expect("a session").len();
    assert!(length(&nobody).abs_diff(length(&somebody)) <= 4);
    let answer = json!({ "USERNAME": "eve@example.com", "EMAIL_OTP_CODE": "12345678" });
    let refused = respond(&pool, &nobody, "EMAIL_OTP", answer).await;
    assert_eq!(refused.error(), MISMATCH);
    let choice = start(&pool, "eve@example.com", json!({})).await.ok();
    let answer =
        json!({ "USERNAME": "eve@example.com", "ANSWER": "PASSWORD", "PASSWORD": PASSWORD });
    let refused = respond(&pool, &choice, "SELECT_CHALLENGE", answer).await;
    assert_eq!(
        refused.error(),
        (NOT_AUTHORIZED, "Incorrect username or password.")
    );
    let theirs = json!({ "EMAIL_OTP_CODE": "12345678" });
    let refused = respond(&pool, &nobody, "EMAIL_OTP", theirs).await;
    assert_eq!(
        refused.error(),
        (NOT_AUTHORIZED, "Invalid session for the user.")
    );
}

#[tokio::test]
async fn nobody_is_told_so_where_the_client_discloses() {
    let pool = with_codes().await;
    let refused = start(&pool, "eve", json!({})).await;
    assert_eq!(
        refused.error(),
        ("UserNotFoundException", "User does not exist.")
    );
}

#[tokio::test]
async fn the_flow_must_be_allowed() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    let refused = start(&pool, "ada", json!({})).await;
    assert_eq!(
        refused.error(),
        (
            "InvalidParameterException",
            "USER_AUTH is not enabled for the client."
        )
    );
}

#[tokio::test]
async fn an_administrator_may_start_it_too() {
    let pool = with_codes().await;
    let request = json!({
        "UserPoolId": pool.pool_id, "ClientId": pool.client_id, "AuthFlow": "USER_AUTH",
        "AuthParameters": { "USERNAME": "ada", "PREFERRED_CHALLENGE": "EMAIL_OTP" }
    });
    let asked = pool.admin("AdminInitiateAuth", request).await.ok();
    let request = json!({
        "UserPoolId": pool.pool_id, "ClientId": pool.client_id, "ChallengeName": "EMAIL_OTP",
        "Session": asked["Session"],
        "ChallengeResponses": { "USERNAME": "ada", "EMAIL_OTP_CODE": pool.newest_code().await }
    });
    let done = pool
        .admin("AdminRespondToAuthChallenge", request)
        .await
        .ok();
    assert!(done["AuthenticationResult"].is_object());
}
