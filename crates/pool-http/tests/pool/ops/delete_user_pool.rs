//! DeleteUserPool.
//!
//! Differs: a pool is gone at once, where AWS keeps it for 14 days.

use poolgate_testkit::TestPool;
use serde_json::json;

#[tokio::test]
async fn a_deleted_pool_is_gone_with_its_users_and_a_protected_one_stays() {
    let pool = TestPool::new().await;
    let user = pool.user("ada").await;
    let tokens = pool.sign_in(&user).await;
    let id = json!({ "UserPoolId": pool.pool_id });
    let deleted = pool.admin("DeleteUserPool", id.clone()).await;
    assert_eq!((deleted.status.as_u16(), deleted.text.as_str()), (200, ""));
    let text = format!("User pool {} does not exist.", pool.pool_id);
    assert_eq!(
        pool.admin("DescribeUserPool", id.clone()).await.error(),
        ("ResourceNotFoundException", text.as_str())
    );
    assert_eq!(
        pool.admin("DeleteUserPool", id).await.error(),
        ("ResourceNotFoundException", text.as_str())
    );
    let read = pool
        .call("GetUser", json!({ "AccessToken": tokens["AccessToken"] }))
        .await;
    assert_eq!(read.error().0, "NotAuthorizedException");
    assert_eq!(
        pool.sign_in_with("ada", "x").await.error().0,
        "ResourceNotFoundException"
    );

    let pool = TestPool::with(json!({ "DeletionProtection": "ACTIVE" }), json!({})).await;
    let answer = pool
        .admin("DeleteUserPool", json!({ "UserPoolId": pool.pool_id }))
        .await;
    assert_eq!(answer.error().0, "InvalidParameterException");
    pool.admin("DescribeUserPool", json!({ "UserPoolId": pool.pool_id }))
        .await
        .ok();
}
