//! DeleteUser.

use poolgate_testkit::TestPool;
use serde_json::json;

#[tokio::test]
async fn a_user_who_leaves_is_gone_at_once_and_the_name_is_free() {
    let pool = TestPool::new().await;
    let user = pool.user("ada").await;
    let tokens = pool.sign_in(&user).await;
    let request = json!({ "AccessToken": tokens["AccessToken"] });
    let answer = pool.call("DeleteUser", request.clone()).await;
    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (200, ""));
    let gone = ("UserNotFoundException", "User does not exist.");
    assert_eq!(pool.call("DeleteUser", request.clone()).await.error(), gone);
    assert_eq!(pool.call("GetUser", request).await.error(), gone);
    let again = pool.user("ada").await;
    assert_ne!(again.sub, user.sub);
}

#[tokio::test]
async fn a_revoked_token_deletes_nobody() {
    let pool = TestPool::new().await;
    let user = pool.user("ada").await;
    let tokens = pool.sign_in(&user).await;
    let request = json!({ "AccessToken": tokens["AccessToken"] });
    pool.call("GlobalSignOut", request.clone()).await.ok();
    assert_eq!(
        pool.call("DeleteUser", request).await.error(),
        ("NotAuthorizedException", "Access Token has been revoked")
    );
    pool.look_up("ada").await;
}
