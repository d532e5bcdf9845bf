//! AdminEnableUser.

use poolgate_testkit::{PASSWORD, TestPool};
use serde_json::json;

#[tokio::test]
async fn a_user_who_was_disabled_signs_in_again() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    let request = json!({ "UserPoolId": pool.pool_id, "Username": "ada" });
    pool.admin("AdminDisableUser", request.clone()).await.ok();
    assert_eq!(pool.look_up("ada").await["Enabled"], false);
    for _ in 0..2 {
        let enabled = pool.admin("AdminEnableUser", request.clone()).await;
        assert_eq!(enabled.ok(), json!({}), "a second time is a success");
    }
    assert_eq!(pool.look_up("ada").await["Enabled"], true);
    pool.sign_in_with("ada", PASSWORD).await.ok();
}

#[tokio::test]
async fn an_unknown_user_is_named() {
    let pool = TestPool::new().await;
    let request = json!({ "UserPoolId": pool.pool_id, "Username": "nobody" });
    assert_eq!(
        pool.admin("AdminEnableUser", request).await.error(),
        ("UserNotFoundException", "User does not exist.")
    );
}
