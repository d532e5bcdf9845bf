//! Signing in right after ConfirmSignUp, by the `Session` that leads from one to the next.

use poolgate_testkit::{Answer, TestPool};
use serde_json::{Value, json};

async fn world() -> TestPool {
    TestPool::with(
        json!({}),
        json!({ "ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH"] }),
    )
    .await
}

async fn confirm(pool: &TestPool, name: &str, session: &Value) -> Answer {
    let code = pool.newest_code().await;
    let request = json!({
        "ClientId": pool.client_id,
        "Username": name,
        "ConfirmationCode": code,
        "Session": session,
    });
    pool.call("ConfirmSignUp", request).await
}

async fn sign_in(pool: &TestPool, name: &str, session: &Value) -> Answer {
    let request = json!({
        "AuthFlow": "USER_AUTH",
        "ClientId": pool.client_id,
        "AuthParameters": { "USERNAME": name },
        "Session": session,
    });
    pool.call("InitiateAuth", request).await
}

/// The session of a user who has signed up and confirmed.
async fn confirmed(pool: &TestPool, name: &str) -> Value {
    let signed_up = pool.sign_up(name).await.ok();
    confirm(pool, name, &signed_up["Session"]).await.ok()["Session"].take()
}

#[tokio::test]
async fn the_session_of_a_sign_up_leads_to_tokens() {
    let pool = world().await;
    let session = confirmed(&pool, "ada").await;
    let signed_in = sign_in(&pool, "ada", &session).await.ok();
    let claims = TestPool::claims(&signed_in["AuthenticationResult"]["IdToken"]);
    assert_eq!(claims["cognito:username"], "ada");
}

#[tokio::test]
async fn r49_it_counts_once_expires_and_belongs_to_one_user_and_client() {
    let pool = world().await;
    let session = confirmed(&pool, "ada").await;
    pool.user("bob").await;
    assert_eq!(
        sign_in(&pool, "bob", &session).await.error(),
        ("NotAuthorizedException", "Invalid session for the user.")
    );
    let other = json!({
        "UserPoolId": pool.pool_id,
        "ClientName": "other",
        "ExplicitAuthFlows": ["ALLOW_USER_AUTH"],
    });
    let other = pool.admin("CreateUserPoolClient", other).await.ok();
    let elsewhere = json!({
        "AuthFlow": "USER_AUTH",
        "ClientId": other["UserPoolClient"]["ClientId"],
        "AuthParameters": { "USERNAME": "ada" },
        "Session": session,
    });
    assert_eq!(
        pool.call("InitiateAuth", elsewhere).await.error(),
        ("NotAuthorizedException", "Invalid session for the user.")
    );
    let (one, two, three) = tokio::join!(
        sign_in(&pool, "ada", &session),
        sign_in(&pool, "ada", &session),
        sign_in(&pool, "ada", &session),
    );
    let mut winners = 0;
    for answer in [one, two, three] {
        if answer.status == 200 {
            winners += 1;
        } else {
            assert_eq!(
                answer.error(),
                (
                    "NotAuthorizedException",
                    "Invalid session for the user, session can only be used once."
                )
            );
        }
    }
    assert_eq!(winners, 1);
    let late = confirmed(&pool, "eve").await;
    pool.clock.advance_seconds(180);
    assert_eq!(
        sign_in(&pool, "eve", &late).await.error(),
        (
            "NotAuthorizedException",
            "Invalid session for the user, session is expired."
        )
    );
}

#[tokio::test]
async fn the_session_of_the_sign_up_alone_signs_nobody_in() {
    let pool = world().await;
    let signed_up = pool.sign_up("ada").await.ok();
    let refused = sign_in(&pool, "ada", &signed_up["Session"]).await;
    assert_eq!(
        refused.error(),
        ("NotAuthorizedException", "Invalid session for the user.")
    );
    let challenge = pool.sign_up("bob").await.ok();
    let foreign = confirm(&pool, "bob", &signed_up["Session"]).await;
    assert_eq!(
        foreign.error(),
        ("NotAuthorizedException", "Invalid session for the user.")
    );
    confirm(&pool, "bob", &challenge["Session"]).await.ok();
}

#[tokio::test]
async fn the_session_of_the_sign_up_need_not_come_back_in_time_or_at_all() {
    let pool = world().await;
    pool.sign_up("ada").await.ok();
    let confirmed = confirm(&pool, "ada", &Value::Null).await.ok();
    sign_in(&pool, "ada", &confirmed["Session"]).await.ok();
    let signed_up = pool.sign_up("bob").await.ok();
    pool.clock.advance_seconds(180);
    let confirmed = confirm(&pool, "bob", &signed_up["Session"]).await.ok();
    sign_in(&pool, "bob", &confirmed["Session"]).await.ok();
}

#[tokio::test]
async fn clients_without_the_choice_get_no_session() {
    let pool = TestPool::new().await;
    let signed_up = pool.sign_up("ada").await.ok();
    assert!(signed_up.get("Session").is_none());
    let confirmed = confirm(&pool, "ada", &Value::Null).await.ok();
    assert_eq!(confirmed, json!({}));
}

#[tokio::test]
async fn a_second_factor_is_asked_for_here_too() {
    let pool = world().await;
    let on = json!({
        "UserPoolId": pool.pool_id,
        "MfaConfiguration": "ON",
        "SoftwareTokenMfaConfiguration": { "Enabled": true },
    });
    pool.admin("SetUserPoolMfaConfig", on).await.ok();
    let session = confirmed(&pool, "ada").await;
    let asked = sign_in(&pool, "ada", &session).await.ok();
    assert_eq!(asked["ChallengeName"], "MFA_SETUP");
}

#[tokio::test]
async fn a_passwordless_pool_takes_sign_ups_without_a_password() {
    let pool = TestPool::with(
        json!({ "Policies": { "SignInPolicy": { "AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"] } } }),
        json!({ "ExplicitAuthFlows": ["ALLOW_USER_AUTH"] }),
    )
    .await;
    let request = json!({
        "ClientId": pool.client_id,
        "Username": "ada",
        "UserAttributes": [{ "Name": "email", "Value": "ada@example.com" }],
    });
    let signed_up = pool.call("SignUp", request).await.ok();
    let session = confirm(&pool, "ada", &signed_up["Session"]).await.ok()["Session"].take();
    sign_in(&pool, "ada", &session).await.ok()["AuthenticationResult"].take();
    let choice = sign_in(&pool, "ada", &Value::Null).await.ok();
    assert_eq!(choice["AvailableChallenges"], json!(["EMAIL_OTP"]));
}
