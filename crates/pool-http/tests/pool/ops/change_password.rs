//! ChangePassword.

use poolgate_testkit::{PASSWORD, TestPool};
use serde_json::json;

#[tokio::test]
async fn the_new_password_counts_and_the_old_one_no_more() {
    let pool = TestPool::new().await;
    let user = pool.user("ada").await;
    let tokens = pool.sign_in(&user).await;
    let request = |previous: &str, proposed: &str| json!({ "AccessToken": tokens["AccessToken"], "PreviousPassword": previous, "ProposedPassword": proposed });
    let wrong = ("NotAuthorizedException", "Incorrect username or password.");
    assert_eq!(
        pool.call("ChangePassword", request("Wrong-12345", "Other-12345"))
            .await
            .error(),
        wrong
    );
    assert_eq!(
        pool.call("ChangePassword", request(PASSWORD, "short"))
            .await
            .error(),
        (
            "InvalidPasswordException",
            "Password does not conform to policy: Password not long enough"
        )
    );
    pool.sign_in(&user).await;
    assert_eq!(
        pool.call("ChangePassword", request(PASSWORD, "Other-12345"))
            .await
            .ok(),
        json!({})
    );
    assert_eq!(pool.sign_in_with("ada", PASSWORD).await.error(), wrong);
    pool.sign_in_with("ada", "Other-12345").await.ok();
    let omitted =
        json!({ "AccessToken": tokens["AccessToken"], "ProposedPassword": "Third-12345" });
    assert_eq!(pool.call("ChangePassword", omitted).await.error(), wrong);
}
