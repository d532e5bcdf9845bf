//! RevokeUserSession.

use poolgate_testkit::TestPool;
use serde_json::{Value, json};

/// The id of the session that is not this token's.
async fn other(pool: &TestPool, token: &Value) -> Value {
    let request = json!({ "AccessToken": token });
    let listed = pool.call("ListUserSessions", request).await.ok();
    let sessions = listed["Sessions"].as_array().expect("sessions");
    let other = sessions
        .iter()
        .find(|session| session["IsCurrentSession"] == false);
    other.expect("another session")["SessionId"].clone()
}

#[tokio::test]
async fn one_session_ends_and_the_others_stay() {
    let pool = TestPool::new().await;
    let user = pool.user("ada").await;
    let (here, there) = (pool.sign_in(&user).await, pool.sign_in(&user).await);
    let id = other(&pool, &here["AccessToken"]).await;
    let request = json!({ "AccessToken": here["AccessToken"], "SessionId": id });
    assert_eq!(
        pool.call("RevokeUserSession", request.clone()).await.ok(),
        json!({})
    );
    let read = json!({ "AccessToken": there["AccessToken"] });
    let refused = pool.call("GetUser", read).await;
    assert_eq!(
        refused.error(),
        ("NotAuthorizedException", "Access Token has been revoked")
    );
    let refresh = json!({ "ClientId": pool.client_id, "RefreshToken": there["RefreshToken"] });
    let refused = pool.call("GetTokensFromRefreshToken", refresh).await;
    assert_eq!(refused.error().0, "NotAuthorizedException");
    let read = json!({ "AccessToken": here["AccessToken"] });
    pool.call("GetUser", read).await.ok();
    let again = pool.call("RevokeUserSession", request).await;
    assert_eq!(
        again.error(),
        ("ResourceNotFoundException", "Session does not exist.")
    );
}

#[tokio::test]
async fn a_session_of_somebody_else_is_none() {
    let pool = TestPool::new().await;
    let (ada, eve) = (pool.user("ada").await, pool.user("eve").await);
    let hers = pool.sign_in(&ada).await;
    let other_of_ada = pool.sign_in(&ada).await;
    let id = other(&pool, &hers["AccessToken"]).await;
    let his = pool.sign_in(&eve).await;
    let request = json!({ "AccessToken": his["AccessToken"], "SessionId": id });
    let refused = pool.call("RevokeUserSession", request).await;
    assert_eq!(refused.error().0, "ResourceNotFoundException");
    let read = json!({ "AccessToken": other_of_ada["AccessToken"] });
    pool.call("GetUser", read).await.ok();
    let request = json!({ "AccessToken": his["AccessToken"], "SessionId": "x" });
    let refused = pool.call("RevokeUserSession", request).await;
    assert_eq!(refused.error().0, "InvalidParameterException");
}
