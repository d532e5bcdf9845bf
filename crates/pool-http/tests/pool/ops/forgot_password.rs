//! ForgotPassword.
//!
//! Differs: always five requests an hour for a user, where AWS allows 5 to 20 by its idea of the risk.

use poolgate_testkit::{PASSWORD, TestPool};
use serde_json::json;

use super::make_password_codes::{NEW, forgot, reset};

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

#[tokio::test]
async fn a_code_goes_to_the_verified_address_and_the_password_still_counts() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    pool.clock.advance_seconds(1);
    let sent = pool.messages().await.len();
    assert_eq!(
        forgot(&pool, "ada").await.ok(),
        json!({ "CodeDeliveryDetails": { "Destination": "a***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email" } })
    );
    let messages = pool.messages().await;
    assert_eq!(messages.len(), sent + 1);
    assert_eq!(messages[0].to, "ada@example.com");
    pool.sign_in_with("ada", PASSWORD).await.ok();
}
