//! ResendConfirmationCode.

use poolgate_testkit::TestPool;
use serde_json::{Value, json};

fn request(pool: &TestPool, name: &str) -> Value {
    json!({ "ClientId": pool.client_id, "Username": name })
}

#[tokio::test]
async fn an_unconfirmed_user_gets_another_message() {
    let pool = TestPool::new().await;
    pool.sign_up("ada").await.ok();
    let answer = pool
        .call("ResendConfirmationCode", request(&pool, "ada"))
        .await
        .ok();
    assert_eq!(answer["CodeDeliveryDetails"]["Destination"], "a***@e***");
    assert_eq!(pool.messages().await.len(), 2);
}

#[tokio::test]
async fn a_confirmed_user_or_a_pool_that_verifies_nothing_is_refused() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    assert_eq!(
        pool.call("ResendConfirmationCode", request(&pool, "ada"))
            .await
            .error(),
        ("InvalidParameterException", "User is already confirmed.")
    );
    let pool = TestPool::with(json!({ "AutoVerifiedAttributes": [] }), json!({})).await;
    pool.sign_up("ada").await.ok();
    assert_eq!(
        pool.call("ResendConfirmationCode", request(&pool, "ada"))
            .await
            .error(),
        (
            "InvalidParameterException",
            "Cannot resend codes. Auto verification not turned on."
        )
    );
}

#[tokio::test]
async fn an_unknown_user_is_named_or_hidden_as_the_client_says() {
    let pool = TestPool::new().await;
    assert_eq!(
        pool.call("ResendConfirmationCode", request(&pool, "nobody"))
            .await
            .error(),
        (
            "UserNotFoundException",
            "Username/client id combination not found."
        )
    );
    let pool = TestPool::by_email().await;
    let answer = pool
        .call(
            "ResendConfirmationCode",
            request(&pool, "nobody@example.com"),
        )
        .await
        .ok();
    assert_eq!(answer["CodeDeliveryDetails"]["Destination"], "n***@e***");
    assert!(pool.messages().await.is_empty());
}
