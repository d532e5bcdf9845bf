//! PreTokenGeneration: what it is told, by whom tokens are asked for, and who fails.

use poolgate_pool::trigger::InvokeError;
use poolgate_testkit::{PASSWORD, TestPool, TestTriggers};
use serde_json::{Value, json};

pub(super) async fn pool(version: &str, client: Value) -> TestPool {
    let function = TestTriggers::arn("PreTokenGeneration");
    let config = json!({ "LambdaArn": function, "LambdaVersion": version });
    TestPool::with(
        json!({ "LambdaConfig": { "PreTokenGenerationConfig": config } }),
        client,
    )
    .await
}

pub(super) async fn with_group(pool: &TestPool) -> poolgate_testkit::TestUser {
    let ada = pool.user("ada").await;
    let group = json!({ "UserPoolId": pool.pool_id, "GroupName": "staff", "RoleArn": "arn:aws:iam::123456789012:role/staff" });
    pool.admin("CreateGroup", group).await.ok();
    let member = json!({ "UserPoolId": pool.pool_id, "GroupName": "staff", "Username": "ada" });
    pool.admin("AdminAddUserToGroup", member).await.ok();
    ada
}

#[tokio::test]
async fn each_version_is_told_as_aws_tells_it() {
    for (version, number, details) in [
        ("V1_0", "1", "claimsOverrideDetails"),
        ("V2_0", "2", "claimsAndScopeOverrideDetails"),
        ("V3_0", "3", "claimsAndScopeOverrideDetails"),
    ] {
        let pool = pool(version, json!({})).await;
        let ada = with_group(&pool).await;
        pool.sign_in(&ada).await;
        let mut request = json!({
            "userAttributes": { "sub": ada.sub, "email": "ada@example.com", "email_verified": "true",
                "cognito:user_status": "CONFIRMED" },
            "groupConfiguration": { "groupsToOverride": ["staff"],
                "iamRolesToOverride": ["arn:aws:iam::123456789012:role/staff"],
                "preferredRole": "arn:aws:iam::123456789012:role/staff" },
        });
        if number != "1" {
            request["scopes"] = json!(["aws.cognito.signin.user.admin"]);
        }
        assert_eq!(
            pool.triggers.events(),
            [json!({
                "version": number,
                "region": "us-east-1",
                "userPoolId": pool.pool_id,
                "userName": "ada",
                "callerContext": { "awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": pool.client_id },
                "triggerSource": "TokenGeneration_Authentication",
                "request": request,
                "response": { details: null },
            })]
        );
    }
}

#[tokio::test]
async fn a_function_that_changes_nothing_changes_nothing() {
    for version in ["V1_0", "V2_0"] {
        let pool = pool(version, json!({})).await;
        let ada = with_group(&pool).await;
        let tokens = pool.sign_in(&ada).await;
        let (id, access) = (
            TestPool::claims(&tokens["IdToken"]),
            TestPool::claims(&tokens["AccessToken"]),
        );
        assert_eq!(id["cognito:groups"], json!(["staff"]));
        assert_eq!(id["email"], "ada@example.com");
        assert_eq!(access["cognito:groups"], json!(["staff"]));
        assert_eq!(access["scope"], "aws.cognito.signin.user.admin");
    }
}

#[tokio::test]
async fn the_source_says_what_the_tokens_are_for() {
    let pool = pool("V1_0", json!({})).await;
    let ada = pool.user("ada").await;
    let token = pool.sign_in(&ada).await["RefreshToken"].clone();
    let refresh = json!({ "AuthFlow": "REFRESH_TOKEN_AUTH", "ClientId": pool.client_id,
        "AuthParameters": { "REFRESH_TOKEN": token }, "ClientMetadata": { "not": "passed" } });
    pool.call("InitiateAuth", refresh).await.ok();
    let refresh = json!({ "ClientId": pool.client_id, "RefreshToken": token, "ClientMetadata": { "a": "b" } });
    pool.call("GetTokensFromRefreshToken", refresh).await.ok();
    let temporary = json!({ "UserPoolId": pool.pool_id, "Username": "ada", "Password": "Temporary-1", "Permanent": false });
    pool.admin("AdminSetUserPassword", temporary).await.ok();
    let challenge = pool.sign_in_with("ada", "Temporary-1").await.ok();
    let responses = json!({ "USERNAME": "ada", "NEW_PASSWORD": PASSWORD });
    pool.respond(
        "NEW_PASSWORD_REQUIRED",
        Some(&challenge["Session"]),
        responses,
    )
    .await
    .ok();
    let events = pool.triggers.events();
    let told: Vec<(&Value, &Value)> = events
        .iter()
        .map(|event| (&event["triggerSource"], &event["request"]["clientMetadata"]))
        .collect();
    assert_eq!(
        told,
        [
            (&json!("TokenGeneration_Authentication"), &Value::Null),
            (&json!("TokenGeneration_RefreshTokens"), &Value::Null),
            (
                &json!("TokenGeneration_RefreshTokens"),
                &json!({ "a": "b" })
            ),
            (&json!("TokenGeneration_NewPasswordChallenge"), &Value::Null),
        ]
    );
}

#[tokio::test]
async fn a_function_that_fails_does_not_cost_a_token_that_rotates() {
    let rotation = json!({ "RefreshTokenRotation": { "Feature": "ENABLED", "RetryGracePeriodSeconds": 0 },
        "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"] });
    let pool = pool("V1_0", rotation).await;
    let ada = pool.user("ada").await;
    let token = pool.sign_in(&ada).await["RefreshToken"].clone();
    pool.triggers.events();
    pool.triggers.fail(
        "PreTokenGeneration",
        InvokeError::CannotInvoke("AccessDeniedException".to_owned()),
    );
    let request = json!({ "ClientId": pool.client_id, "RefreshToken": token });
    assert_eq!(
        pool.call("GetTokensFromRefreshToken", request.clone())
            .await
            .error(),
        (
            "UnexpectedLambdaException",
            "PreTokenGeneration invocation failed due to error AccessDeniedException."
        )
    );
    pool.triggers.respond("PreTokenGeneration", json!({}));
    pool.triggers.events();
    pool.call("GetTokensFromRefreshToken", request).await.ok();
    // Asked once, though it is looked up before the token is spent and after it.
    assert_eq!(pool.triggers.sources(), ["TokenGeneration_RefreshTokens"]);
}
