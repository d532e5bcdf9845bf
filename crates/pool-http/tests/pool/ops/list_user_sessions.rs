//! ListUserSessions.
//!
//! Differs: sessions are listed in every pool, without SetUserPoolSessionConfiguration, which is not built.

use poolgate_testkit::TestPool;
use serde_json::json;

#[tokio::test]
async fn each_sign_in_is_a_session_and_this_one_is_marked() {
    let pool = TestPool::new().await;
    let user = pool.user("ada").await;
    pool.user("eve").await;
    let (first, second) = (pool.sign_in(&user).await, pool.sign_in(&user).await);
    pool.sign_in_with("eve", poolgate_testkit::PASSWORD)
        .await
        .ok();
    let request = json!({ "AccessToken": first["AccessToken"] });
    let listed = pool.call("ListUserSessions", request.clone()).await.ok();
    let sessions = listed["Sessions"].as_array().expect("sessions");
    assert_eq!(sessions.len(), 2);
    assert!(listed.get("NextToken").is_none());
    let current = sessions
        .iter()
        .filter(|session| session["IsCurrentSession"] == true);
    assert_eq!(current.count(), 1);
    for session in sessions {
        assert_eq!(session["SessionType"], "TOKEN");
        assert_eq!(session["ClientId"], pool.client_id);
        assert_eq!(session["CreateDate"], 1_795_176_000.0);
        let id = session["SessionId"].as_str().expect("an id");
        assert!(id.starts_with("tkn") && id.len() == 28, "{id}");
    }
    let revoke = json!({ "ClientId": pool.client_id, "Token": second["RefreshToken"] });
    pool.call("RevokeToken", revoke).await.ok();
    let listed = pool.call("ListUserSessions", request).await.ok();
    assert_eq!(listed["Sessions"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn many_sessions_come_in_pages() {
    let pool = TestPool::new().await;
    let user = pool.user("ada").await;
    let mut token = json!(null);
    for _ in 0..130 {
        token = pool.sign_in(&user).await["AccessToken"].take();
    }
    let first = json!({ "AccessToken": token });
    let first = pool.call("ListUserSessions", first).await.ok();
    assert_eq!(first["Sessions"].as_array().map(Vec::len), Some(125));
    let next = json!({ "AccessToken": token, "NextToken": first["NextToken"] });
    let second = pool.call("ListUserSessions", next).await.ok();
    assert_eq!(second["Sessions"].as_array().map(Vec::len), Some(5));
    assert!(second.get("NextToken").is_none());
    let wrong = json!({ "AccessToken": token, "NextToken": "nonsense" });
    let refused = pool.call("ListUserSessions", wrong).await;
    assert_eq!(refused.error().0, "InvalidParameterException");
}
