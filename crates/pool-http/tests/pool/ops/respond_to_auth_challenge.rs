//! RespondToAuthChallenge; each challenge has a file of its own.

use poolgate_testkit::{PASSWORD, TestPool};
use serde_json::json;

#[tokio::test]
async fn the_right_answer_gives_tokens() {
    let pool = TestPool::new().await;
    let create = json!({ "UserPoolId": pool.pool_id, "Username": "ada", "TemporaryPassword": "Given-12345" });
    pool.admin("AdminCreateUser", create).await.ok();
    let asked = pool.sign_in_with("ada", "Given-12345").await.ok();
    let responses = json!({ "USERNAME": "ada", "NEW_PASSWORD": PASSWORD });
    let answer = pool
        .respond("NEW_PASSWORD_REQUIRED", Some(&asked["Session"]), responses)
        .await
        .ok();
    let result = &answer["AuthenticationResult"];
    for token in ["AccessToken", "IdToken", "RefreshToken"] {
        assert!(result[token].is_string(), "{token}");
    }
    assert_eq!(answer.get("ChallengeName"), None);
    let read = json!({ "AccessToken": result["AccessToken"] });
    assert_eq!(pool.call("GetUser", read).await.ok()["Username"], "ada");
}

#[tokio::test]
async fn an_answer_without_its_session_is_refused() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    let responses = json!({ "USERNAME": "ada", "NEW_PASSWORD": "Other-12345" });
    let session = json!("x".repeat(20));
    let answer = pool
        .respond("NEW_PASSWORD_REQUIRED", Some(&session), responses)
        .await;
    assert_eq!(
        answer.error(),
        ("NotAuthorizedException", "Invalid session for the user.")
    );
    pool.sign_in_with("ada", PASSWORD).await.ok();
}
