//! PostAuthentication.

use poolgate_pool::trigger::InvokeError;
use poolgate_testkit::{PASSWORD, TestPool, TestTriggers};
use serde_json::{Value, json};

async fn pool() -> TestPool {
    let functions = TestTriggers::config(&["PostAuthentication", "PreTokenGeneration"]);
    let flows = json!({ "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] });
    TestPool::with(functions, flows).await
}

const BOTH: [&str; 2] = [
    "PostAuthentication_Authentication",
    "TokenGeneration_Authentication",
];

#[tokio::test]
async fn it_is_told_of_a_sign_in_before_the_tokens_are_made() {
    let pool = pool().await;
    let ada = pool.user("ada").await;
    let request = json!({ "AuthFlow": "USER_PASSWORD_AUTH", "ClientId": pool.client_id,
        "AuthParameters": { "USERNAME": "ada", "PASSWORD": PASSWORD }, "ClientMetadata": { "a": "b" } });
    pool.call("InitiateAuth", request).await.ok();
    let events = pool.triggers.events();
    let sources: Vec<&Value> = events.iter().map(|event| &event["triggerSource"]).collect();
    assert_eq!(sources, BOTH);
    // The metadata of InitiateAuth is not for it.
    assert_eq!(
        events[0]["request"],
        json!({ "userAttributes": { "sub": ada.sub, "email": "ada@example.com", "email_verified": "true",
            "cognito:user_status": "CONFIRMED" } })
    );
}

#[tokio::test]
async fn the_metadata_of_an_answer_is_for_it() {
    let pool = pool().await;
    pool.user("ada").await;
    let attempt = pool.srp_start("ada").await;
    let responses = pool.srp_responses(&attempt, PASSWORD, &pool.srp_time());
    let request = json!({ "ClientId": pool.client_id, "ChallengeName": "PASSWORD_VERIFIER",
        "ChallengeResponses": responses, "ClientMetadata": { "a": "b" } });
    pool.call("RespondToAuthChallenge", request).await.ok();
    for event in pool.triggers.events() {
        assert_eq!(event["request"]["clientMetadata"], json!({ "a": "b" }));
    }
}

#[tokio::test]
async fn neither_a_wrong_password_nor_a_refresh_is_told() {
    let pool = pool().await;
    let ada = pool.user("ada").await;
    pool.sign_in_with("ada", "wrong").await;
    assert!(pool.triggers.events().is_empty());
    let token = pool.sign_in(&ada).await["RefreshToken"].clone();
    pool.triggers.events();
    let request = json!({ "ClientId": pool.client_id, "RefreshToken": token });
    pool.call("GetTokensFromRefreshToken", request).await.ok();
    assert_eq!(pool.triggers.sources(), ["TokenGeneration_RefreshTokens"]);
}

#[tokio::test]
async fn a_failure_leaves_no_session_behind() {
    for function in ["PostAuthentication", "PreTokenGeneration"] {
        let pool = pool().await;
        pool.user("ada").await;
        pool.triggers
            .fail(function, InvokeError::Function("no".to_owned()));
        assert_eq!(
            pool.sign_in_with("ada", PASSWORD).await.error(),
            (
                "UserLambdaValidationException",
                format!("{function} failed with error no.").as_str()
            )
        );
        let request = json!({ "UserPoolId": pool.pool_id, "Username": "ada" });
        let sessions = pool.admin("AdminListUserSessions", request).await.ok();
        assert_eq!(
            sessions["Sessions"].as_array().map_or(0, Vec::len),
            0,
            "{sessions}"
        );
    }
}

#[tokio::test]
async fn r49_of_many_answers_to_one_proof_one_is_told() {
    let pool = pool().await;
    pool.user("ada").await;
    let attempt = pool.srp_start("ada").await;
    let answers =
        futures::future::join_all((0..8).map(|_| pool.srp_answer(&attempt, PASSWORD))).await;
    let signed_in = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(signed_in, 1);
    assert_eq!(pool.triggers.sources(), BOTH);
}
