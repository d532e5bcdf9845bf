//! AdminInitiateAuth and AdminRespondToAuthChallenge.

use poolgate_testkit::{Answer, PASSWORD, TestPool};
use serde_json::{Value, json};

async fn world(flows: Value) -> TestPool {
    let pool = TestPool::with(json!({}), json!({ "ExplicitAuthFlows": flows })).await;
    pool.user("ada").await;
    pool
}

async fn initiate(pool: &TestPool, flow: &str, parameters: Value) -> Answer {
    let request = json!({ "UserPoolId": pool.pool_id, "ClientId": pool.client_id, "AuthFlow": flow, "AuthParameters": parameters });
    pool.admin("AdminInitiateAuth", request).await
}

fn password() -> Value {
    json!({ "USERNAME": "ada", "PASSWORD": PASSWORD })
}

#[tokio::test]
async fn an_administrator_signs_a_user_in_and_refreshes() {
    for flow in ["ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"] {
        let pool = world(json!([
            "ALLOW_ADMIN_USER_PASSWORD_AUTH",
            "ALLOW_REFRESH_TOKEN_AUTH"
        ]))
        .await;
        let answer = initiate(&pool, flow, password()).await.ok();
        let result = &answer["AuthenticationResult"];
        pool.call("GetUser", json!({ "AccessToken": result["AccessToken"] }))
            .await
            .ok();
        initiate(
            &pool,
            "REFRESH_TOKEN_AUTH",
            json!({ "REFRESH_TOKEN": result["RefreshToken"] }),
        )
        .await
        .ok();
        let wrong = initiate(
            &pool,
            flow,
            json!({ "USERNAME": "ada", "PASSWORD": "Wrong-123456" }),
        )
        .await;
        assert_eq!(
            wrong.error(),
            ("NotAuthorizedException", "Incorrect username or password.")
        );
    }
}

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
async fn flows_that_are_closed_or_belong_elsewhere_are_named() {
    let pool = world(json!(["ALLOW_USER_PASSWORD_AUTH"])).await;
    for (flow, text) in [
        (
            "ADMIN_USER_PASSWORD_AUTH",
            "Auth flow not enabled for this client",
        ),
        (
            "USER_SRP_AUTH",
            "USER_SRP_AUTH is not enabled for the client.",
        ),
        ("USER_PASSWORD_AUTH", "Initiate Auth method not supported."),
    ] {
        assert_eq!(
            initiate(&pool, flow, password()).await.error(),
            ("InvalidParameterException", text),
            "{flow}"
        );
    }
}

#[tokio::test]
async fn both_operations_need_a_signature_and_a_client_of_the_pool() {
    let pool = world(json!(["ALLOW_ADMIN_USER_PASSWORD_AUTH"])).await;
    for operation in ["AdminInitiateAuth", "AdminRespondToAuthChallenge"] {
        let request = json!({ "UserPoolId": pool.pool_id, "ClientId": "nobody",
            "AuthFlow": "ADMIN_NO_SRP_AUTH", "ChallengeName": "PASSWORD_VERIFIER" });
        assert_eq!(
            pool.call(operation, request.clone()).await.error().0,
            "MissingAuthenticationTokenException"
        );
        assert_eq!(
            pool.admin(operation, request).await.error(),
            (
                "ResourceNotFoundException",
                "User pool client nobody does not exist."
            )
        );
    }
}
