//! DeleteUserPoolClient.

use poolgate_testkit::{PASSWORD, TestPool};
use serde_json::json;

#[tokio::test]
async fn a_deleted_client_and_its_tokens_count_no_more() {
    let pool = TestPool::new().await;
    let user = pool.user("ada").await;
    let tokens = pool.sign_in(&user).await;
    let request = json!({ "UserPoolId": pool.pool_id, "ClientId": pool.client_id });
    let deleted = pool.admin("DeleteUserPoolClient", request.clone()).await;
    assert_eq!((deleted.status.as_u16(), deleted.text.as_str()), (200, ""));
    assert_eq!(
        pool.admin("DeleteUserPoolClient", request).await.error().0,
        "ResourceNotFoundException"
    );
    assert_eq!(
        pool.sign_in_with("ada", PASSWORD).await.error().0,
        "ResourceNotFoundException"
    );
    let read = pool
        .call("GetUser", json!({ "AccessToken": tokens["AccessToken"] }))
        .await;
    assert_eq!(read.error().0, "NotAuthorizedException");
}
