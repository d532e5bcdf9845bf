//! ConfirmSignUp.

use poolgate_testkit::{Answer, TestPool};
use serde_json::json;

const MISMATCH: (&str, &str) = (
    "CodeMismatchException",
    "Invalid verification code provided, please try again.",
);
const EXPIRED: (&str, &str) = (
    "ExpiredCodeException",
    "Invalid code provided, please request a code again.",
);

async fn confirm(pool: &TestPool, name: &str, code: &str) -> Answer {
    let request = json!({ "ClientId": pool.client_id, "Username": name, "ConfirmationCode": code });
    pool.call("ConfirmSignUp", request).await
}

fn other(code: &str) -> String {
    code.chars()
        .map(|digit| if digit == '9' { '0' } else { '9' })
        .collect()
}

#[tokio::test]
async fn the_right_code_confirms_and_verifies_the_address() {
    let pool = TestPool::new().await;
    pool.sign_up("ada").await.ok();
    let code = pool.newest_code().await;
    assert_eq!(confirm(&pool, "ada", &code).await.ok(), json!({}));
    let user = pool
        .admin(
            "AdminGetUser",
            json!({ "UserPoolId": pool.pool_id, "Username": "ada" }),
        )
        .await
        .ok();
    assert_eq!(user["UserStatus"], "CONFIRMED");
    assert!(
        user["UserAttributes"]
            .as_array()
            .unwrap()
            .contains(&json!({ "Name": "email_verified", "Value": "true" }))
    );
    assert_eq!(
        confirm(&pool, "ada", &code).await.error(),
        (
            "NotAuthorizedException",
            "User cannot be confirmed. Current status is CONFIRMED"
        )
    );
}

#[tokio::test]
async fn r44_a_code_expires_after_a_day() {
    let pool = TestPool::new().await;
    pool.sign_up("ada").await.ok();
    let code = pool.newest_code().await;
    pool.clock.advance_seconds(24 * 3600);
    assert_eq!(confirm(&pool, "ada", &code).await.error(), EXPIRED);
}

#[tokio::test]
async fn r44_a_new_code_makes_the_older_one_void() {
    let pool = TestPool::new().await;
    pool.sign_up("ada").await.ok();
    let old = pool.newest_code().await;
    pool.clock.advance_seconds(1);
    pool.call(
        "ResendConfirmationCode",
        json!({ "ClientId": pool.client_id, "Username": "ada" }),
    )
    .await
    .ok();
    let new = pool.newest_code().await;
    assert_ne!(old, new);
    assert_eq!(confirm(&pool, "ada", &old).await.error(), MISMATCH);
    confirm(&pool, "ada", &new).await.ok();
}

#[tokio::test]
async fn r45_another_users_code_is_refused() {
    let pool = TestPool::new().await;
    pool.sign_up("ada").await.ok();
    let adas = pool.newest_code().await;
    pool.clock.advance_seconds(1);
    pool.sign_up("bob").await.ok();
    assert_ne!(adas, pool.newest_code().await);
    assert_eq!(confirm(&pool, "bob", &adas).await.error(), MISMATCH);
}

#[tokio::test]
async fn wrong_codes_are_counted_and_end_the_code() {
    let pool = TestPool::new().await;
    pool.sign_up("ada").await.ok();
    let code = pool.newest_code().await;
    for _ in 0..15 {
        assert_eq!(confirm(&pool, "ada", &other(&code)).await.error(), MISMATCH);
    }
    let limit = (
        "LimitExceededException",
        "Attempt limit exceeded, please try after some time.",
    );
    assert_eq!(confirm(&pool, "ada", &other(&code)).await.error(), limit);
    assert_eq!(
        confirm(&pool, "ada", &code).await.error(),
        limit,
        "the right code too"
    );
}

#[tokio::test]
async fn parallel_confirmations_with_one_code_succeed_once() {
    let pool = TestPool::new().await;
    pool.sign_up("ada").await.ok();
    let code = pool.newest_code().await;
    let attempts = futures::future::join_all((0..20).map(|_| confirm(&pool, "ada", &code))).await;
    assert_eq!(
        attempts
            .iter()
            .filter(|answer| answer.status.is_success())
            .count(),
        1
    );
    assert!(attempts.iter().all(|answer| answer.status.as_u16() < 500));
}

#[tokio::test]
async fn an_unknown_user_is_named_or_hidden_as_the_client_says() {
    let pool = TestPool::new().await;
    assert_eq!(
        confirm(&pool, "nobody", "123456").await.error(),
        (
            "UserNotFoundException",
            "Username/client id combination not found."
        )
    );
    let pool = TestPool::by_email().await;
    assert_eq!(
        confirm(&pool, "nobody@example.com", "123456").await.error(),
        EXPIRED
    );
}
