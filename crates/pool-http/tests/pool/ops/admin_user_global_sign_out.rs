//! AdminUserGlobalSignOut.

use poolgate_testkit::TestPool;
use serde_json::json;

#[tokio::test]
async fn r19_an_administrator_ends_every_session_of_a_user_and_of_no_other() {
    let pool = TestPool::new().await;
    let (ada, bob) = (pool.user("ada").await, pool.user("bob").await);
    let (first, second, other) = (
        pool.sign_in(&ada).await,
        pool.sign_in(&ada).await,
        pool.sign_in(&bob).await,
    );
    let request = json!({ "UserPoolId": pool.pool_id, "Username": "ada" });
    let answer = pool.admin("AdminUserGlobalSignOut", request).await.ok();
    assert_eq!(answer, json!({}));
    for tokens in [&first, &second] {
        let access = json!({ "AccessToken": tokens["AccessToken"] });
        assert_eq!(
            pool.call("GetUser", access).await.error(),
            ("NotAuthorizedException", "Access Token has been revoked")
        );
        let refresh = json!({ "AuthFlow": "REFRESH_TOKEN_AUTH", "ClientId": pool.client_id,
            "AuthParameters": { "REFRESH_TOKEN": tokens["RefreshToken"] } });
        assert_eq!(
            pool.call("InitiateAuth", refresh).await.error(),
            ("NotAuthorizedException", "Refresh Token has been revoked")
        );
    }
    let access = json!({ "AccessToken": other["AccessToken"] });
    pool.call("GetUser", access).await.ok();
    pool.sign_in(&ada).await;
}

#[tokio::test]
async fn unknown_users_are_named() {
    let pool = TestPool::new().await;
    let request = json!({ "UserPoolId": pool.pool_id, "Username": "nobody" });
    assert_eq!(
        pool.admin("AdminUserGlobalSignOut", request).await.error(),
        ("UserNotFoundException", "User does not exist.")
    );
}
