//! AdminDeleteUser.

use poolgate_testkit::{PASSWORD, TestPool};
use serde_json::json;

#[tokio::test]
async fn a_deleted_user_is_gone_with_the_tokens_and_the_name_is_free() {
    let pool = TestPool::new().await;
    let user = pool.user("ada").await;
    let tokens = pool.sign_in(&user).await;
    let request = json!({ "UserPoolId": pool.pool_id, "Username": "ada" });
    let deleted = pool.admin("AdminDeleteUser", request.clone()).await;
    assert_eq!((deleted.status.as_u16(), deleted.text.as_str()), (200, ""));
    let gone = ("UserNotFoundException", "User does not exist.");
    assert_eq!(pool.admin("AdminDeleteUser", request).await.error(), gone);
    let read = json!({ "AccessToken": tokens["AccessToken"] });
    assert_eq!(pool.call("GetUser", read).await.error(), gone);
    assert_eq!(pool.sign_in_with("ada", PASSWORD).await.error(), gone);
    assert_ne!(pool.user("ada").await.sub, user.sub);
}
