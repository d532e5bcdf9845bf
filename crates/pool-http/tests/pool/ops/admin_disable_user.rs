//! AdminDisableUser.

use poolgate_testkit::{PASSWORD, TestPool};
use serde_json::json;

#[tokio::test]
async fn a_disabled_user_cannot_sign_in_and_is_shown_so() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    pool.user("bob").await;
    let request = json!({ "UserPoolId": pool.pool_id, "Username": "ada" });
    for _ in 0..2 {
        let disabled = pool.admin("AdminDisableUser", request.clone()).await;
        assert_eq!(disabled.ok(), json!({}), "a second time is a success");
    }
    let user = pool.look_up("ada").await;
    assert_eq!(
        (&user["Enabled"], &user["UserStatus"]),
        (&json!(false), &json!("CONFIRMED"))
    );
    assert_eq!(
        pool.sign_in_with("ada", PASSWORD).await.error(),
        ("NotAuthorizedException", "User is disabled.")
    );
    pool.sign_in_with("bob", PASSWORD).await.ok();
}

#[tokio::test]
async fn an_unknown_user_is_named() {
    let pool = TestPool::new().await;
    let request = json!({ "UserPoolId": pool.pool_id, "Username": "nobody" });
    assert_eq!(
        pool.admin("AdminDisableUser", request).await.error(),
        ("UserNotFoundException", "User does not exist.")
    );
}
