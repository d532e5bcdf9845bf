//! AdminListUserSessions.
//!
//! Differs: sessions are listed in every pool, without SetUserPoolSessionConfiguration, which is not built.

use poolgate_testkit::TestPool;
use serde_json::json;

#[tokio::test]
async fn an_administrator_sees_them_and_none_is_his_own() {
    let pool = TestPool::new().await;
    let user = pool.user("ada").await;
    pool.sign_in(&user).await;
    let request = json!({ "UserPoolId": pool.pool_id, "Username": "ada" });
    let listed = pool.admin("AdminListUserSessions", request).await.ok();
    let sessions = listed["Sessions"].as_array().expect("sessions");
    assert_eq!(sessions.len(), 1);
    assert!(sessions[0].get("IsCurrentSession").is_none());
    let request = json!({ "UserPoolId": pool.pool_id, "Username": "nobody" });
    let answer = pool.admin("AdminListUserSessions", request).await;
    assert_eq!(answer.error().0, "UserNotFoundException");
}
