//! AdminRevokeUserSession.

use poolgate_testkit::TestPool;
use serde_json::json;

#[tokio::test]
async fn r19_an_administrator_ends_one_session_of_a_user() {
    let pool = TestPool::new().await;
    let user = pool.user("ada").await;
    let tokens = pool.sign_in(&user).await;
    let request = json!({ "UserPoolId": pool.pool_id, "Username": "ada" });
    let listed = pool
        .admin("AdminListUserSessions", request.clone())
        .await
        .ok();
    let mut end = request.clone();
    end["SessionId"] = listed["Sessions"][0]["SessionId"].clone();
    pool.admin("AdminRevokeUserSession", end.clone()).await.ok();
    let read = json!({ "AccessToken": tokens["AccessToken"] });
    assert_eq!(
        pool.call("GetUser", read).await.error().1,
        "Access Token has been revoked"
    );
    let again = pool.admin("AdminRevokeUserSession", end).await;
    assert_eq!(again.error().0, "ResourceNotFoundException");
    let listed = pool.admin("AdminListUserSessions", request).await.ok();
    assert_eq!(listed["Sessions"], json!([]));
}
