//! PreAuthentication.

use poolgate_pool::trigger::InvokeError;
use poolgate_testkit::{Answer, PASSWORD, TestPool, TestTriggers};
use serde_json::{Value, json};

const FLOWS: [&str; 5] = [
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_USER_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
];

async fn pool(hides: &str) -> TestPool {
    let client = json!({ "ExplicitAuthFlows": FLOWS, "PreventUserExistenceErrors": hides });
    TestPool::with(TestTriggers::config(&["PreAuthentication"]), client).await
}

async fn start(pool: &TestPool, flow: &str, parameters: Value) -> Answer {
    let request = json!({ "AuthFlow": flow, "ClientId": pool.client_id, "AuthParameters": parameters,
        "ClientMetadata": { "from": "web" } });
    pool.call("InitiateAuth", request).await
}

#[tokio::test]
async fn it_is_told_who_signs_in_with_the_metadata_as_data_to_validate() {
    let pool = pool("LEGACY").await;
    let ada = pool.user("ada").await;
    let parameters = json!({ "USERNAME": "ada", "PASSWORD": PASSWORD });
    start(&pool, "USER_PASSWORD_AUTH", parameters).await.ok();
    assert_eq!(
        pool.triggers.events(),
        [json!({
            "version": "1",
            "region": "us-east-1",
            "userPoolId": pool.pool_id,
            "userName": "ada",
            "callerContext": { "awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": pool.client_id },
            "triggerSource": "PreAuthentication_Authentication",
            "request": {
                "userAttributes": { "sub": ada.sub, "email": "ada@example.com", "email_verified": "true",
                    "cognito:user_status": "CONFIRMED" },
                "validationData": { "from": "web" },
                "userNotFound": false,
            },
            "response": {},
        })]
    );
}

#[tokio::test]
async fn every_flow_but_the_refresh_asks_once() {
    let pool = pool("LEGACY").await;
    let ada = pool.user("ada").await;
    let asked = ["PreAuthentication_Authentication"];
    let token = pool.sign_in(&ada).await["RefreshToken"].clone();
    assert_eq!(pool.triggers.sources(), asked);
    start(
        &pool,
        "REFRESH_TOKEN_AUTH",
        json!({ "REFRESH_TOKEN": token }),
    )
    .await
    .ok();
    assert!(pool.triggers.sources().is_empty());
    pool.srp_sign_in("ada", PASSWORD).await.ok();
    assert_eq!(pool.triggers.sources(), asked);
    let parameters =
        json!({ "USERNAME": "ada", "PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": PASSWORD });
    start(&pool, "USER_AUTH", parameters).await.ok();
    assert_eq!(pool.triggers.sources(), asked);
    let request = json!({ "AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "ClientId": pool.client_id,
        "UserPoolId": pool.pool_id, "AuthParameters": { "USERNAME": "ada", "PASSWORD": PASSWORD } });
    pool.admin("AdminInitiateAuth", request).await.ok();
    assert_eq!(pool.triggers.sources(), asked);
}

#[tokio::test]
async fn it_is_asked_before_the_password_is_looked_at() {
    let pool = pool("LEGACY").await;
    pool.user("ada").await;
    pool.triggers.fail(
        "PreAuthentication",
        InvokeError::Function("LOCKED".to_owned()),
    );
    let before = pool.engine.work.powers();
    for password in [PASSWORD, "wrong"] {
        assert_eq!(
            pool.sign_in_with("ada", password).await.error(),
            (
                "UserLambdaValidationException",
                "PreAuthentication failed with error LOCKED."
            )
        );
    }
    assert_eq!(pool.engine.work.powers(), before);
}

#[tokio::test]
async fn missing_parameters_are_refused_before_it_is_asked() {
    let pool = pool("LEGACY").await;
    for parameters in [json!({}), json!({ "USERNAME": "ada" })] {
        let answer = start(&pool, "USER_PASSWORD_AUTH", parameters).await;
        assert_eq!(answer.error().0, "InvalidParameterException");
    }
    assert!(pool.triggers.events().is_empty());
}

#[tokio::test]
async fn r39_nobody_is_asked_about_where_users_are_hidden_and_only_there() {
    for (hides, error, asked) in [
        ("ENABLED", "NotAuthorizedException", 1),
        ("LEGACY", "UserNotFoundException", 0),
    ] {
        let pool = pool(hides).await;
        assert_eq!(pool.sign_in_with("nobody", PASSWORD).await.error().0, error);
        let events = pool.triggers.events();
        assert_eq!(events.len(), asked, "{hides}");
        for event in events {
            assert_eq!(event["userName"], "nobody");
            assert_eq!(
                event["request"],
                json!({ "userAttributes": {}, "validationData": null, "userNotFound": true })
            );
        }
    }
}
