//! ForgotPassword and ConfirmForgotPassword.

use poolgate_testkit::{Answer, PASSWORD, TestPool};
use serde_json::{Value, json};

const NEW: &str = "Other-12345";

async fn forgot(pool: &TestPool, name: &str) -> Answer {
    pool.call(
        "ForgotPassword",
        json!({ "ClientId": pool.client_id, "Username": name }),
    )
    .await
}

async fn reset(pool: &TestPool, name: &str, code: &str, password: &str) -> Answer {
    let request: Value = json!({ "ClientId": pool.client_id, "Username": name, "ConfirmationCode": code, "Password": password });
    pool.call("ConfirmForgotPassword", request).await
}

#[tokio::test]
async fn the_code_sets_a_new_password_once() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    pool.clock.advance_seconds(1);
    let details = forgot(&pool, "ada").await.ok();
    assert_eq!(details["CodeDeliveryDetails"]["Destination"], "a***@e***");
    let code = pool.newest_code().await;
    assert_eq!(reset(&pool, "ada", &code, NEW).await.ok(), json!({}));
    pool.sign_in_with("ada", NEW).await.ok();
    assert_eq!(
        pool.sign_in_with("ada", PASSWORD).await.error().0,
        "NotAuthorizedException"
    );
    assert_eq!(
        reset(&pool, "ada", &code, NEW).await.error().0,
        "ExpiredCodeException",
        "R44: used twice"
    );
}

#[tokio::test]
async fn a_password_that_the_policy_refuses_leaves_the_code_unspent() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    pool.clock.advance_seconds(1);
    forgot(&pool, "ada").await.ok();
    let code = pool.newest_code().await;
    assert_eq!(
        reset(&pool, "ada", &code, "short").await.error(),
        (
            "InvalidPasswordException",
            "Password does not conform to policy: Password not long enough"
        )
    );
    reset(&pool, "ada", &code, NEW).await.ok();
}

#[tokio::test]
async fn r44_a_reset_code_expires_after_an_hour() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    pool.clock.advance_seconds(1);
    forgot(&pool, "ada").await.ok();
    let code = pool.newest_code().await;
    pool.clock.advance_seconds(3600);
    assert_eq!(
        reset(&pool, "ada", &code, NEW).await.error().0,
        "ExpiredCodeException"
    );
}

#[tokio::test]
async fn r45_a_sign_up_code_resets_no_password() {
    let pool = TestPool::new().await;
    pool.sign_up("ada").await.ok();
    let sign_up_code = pool.newest_code().await;
    assert_eq!(
        reset(&pool, "ada", &sign_up_code, NEW).await.error().0,
        "ExpiredCodeException"
    );
    pool.user("bob").await;
    pool.clock.advance_seconds(1);
    forgot(&pool, "bob").await.ok();
    assert_eq!(
        reset(&pool, "bob", &sign_up_code, NEW).await.error().0,
        "CodeMismatchException"
    );
}

#[tokio::test]
async fn only_verified_addresses_get_a_code() {
    let pool = TestPool::new().await;
    pool.sign_up("ada").await.ok();
    let text = "Cannot reset password for the user as there is no registered/verified email or phone_number";
    assert_eq!(
        forgot(&pool, "ada").await.error(),
        ("InvalidParameterException", text)
    );
    let setting = json!({ "AccountRecoverySetting": { "RecoveryMechanisms": [{ "Name": "admin_only", "Priority": 1 }] } });
    let pool = TestPool::with(setting, json!({})).await;
    pool.user("ada").await;
    assert_eq!(
        forgot(&pool, "ada").await.error(),
        (
            "NotAuthorizedException",
            "Contact administrator to reset password."
        )
    );
}

#[tokio::test]
async fn an_unknown_user_is_named_or_hidden_as_the_client_says() {
    let pool = TestPool::new().await;
    let named = (
        "UserNotFoundException",
        "Username/client id combination not found.",
    );
    assert_eq!(forgot(&pool, "nobody").await.error(), named);
    assert_eq!(reset(&pool, "nobody", "123456", NEW).await.error(), named);
    let pool = TestPool::by_email().await;
    let details = forgot(&pool, "nobody@example.com").await.ok();
    assert_eq!(
        details,
        json!({ "CodeDeliveryDetails": { "Destination": "n***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email" } })
    );
    assert_eq!(
        reset(&pool, "nobody@example.com", "123456", NEW)
            .await
            .error()
            .0,
        "CodeMismatchException"
    );
}
