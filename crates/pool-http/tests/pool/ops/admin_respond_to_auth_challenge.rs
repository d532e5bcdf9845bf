//! AdminRespondToAuthChallenge.

use poolgate_testkit::PASSWORD;
use serde_json::json;

use super::make_admin_sign_ins::{initiate, world};

#[tokio::test]
async fn srp_works_through_both_operations() {
    let pool = world(json!(["ALLOW_USER_SRP_AUTH"])).await;
    let attempt = pool.srp_start("ada").await;
    let responses = pool.srp_responses(&attempt, PASSWORD, &pool.srp_time());
    let request = json!({ "UserPoolId": pool.pool_id, "ClientId": pool.client_id,
        "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": responses });
    let answer = pool
        .admin("AdminRespondToAuthChallenge", request)
        .await
        .ok();
    assert!(answer["AuthenticationResult"]["AccessToken"].is_string());
    let parameters = json!({ "USERNAME": "ada", "SRP_A": "abcdef" });
    assert_eq!(
        initiate(&pool, "USER_SRP_AUTH", parameters).await.ok()["ChallengeName"],
        "PASSWORD_VERIFIER"
    );
}

#[tokio::test]
async fn an_answer_to_no_challenge_is_refused() {
    let pool = world(json!(["ALLOW_USER_SRP_AUTH"])).await;
    let attempt = pool.srp_start("ada").await;
    let wrong = pool.srp_responses(&attempt, "Wrong-123456", &pool.srp_time());
    let nothing = json!({ "USERNAME": "ada", "NEW_PASSWORD": "Other-12345" });
    for (challenge, session, responses, refused) in [
        (
            "PASSWORD_VERIFIER",
            json!(null),
            wrong,
            ("NotAuthorizedException", "Incorrect username or password."),
        ),
        (
            "NEW_PASSWORD_REQUIRED",
            json!("x".repeat(20)),
            nothing,
            ("NotAuthorizedException", "Invalid session for the user."),
        ),
    ] {
        let request = json!({ "UserPoolId": pool.pool_id, "ClientId": pool.client_id,
            "ChallengeName": challenge, "Session": session, "ChallengeResponses": responses });
        let answer = pool.admin("AdminRespondToAuthChallenge", request).await;
        assert_eq!(answer.error(), refused, "{challenge}");
    }
}
