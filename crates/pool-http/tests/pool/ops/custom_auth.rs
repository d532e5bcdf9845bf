//! CUSTOM_AUTH in pools that have no functions for it.

use poolgate_testkit::{Answer, TestPool};
use serde_json::{Value, json};

async fn begin(pool: &TestPool, flow: &str) -> Answer {
    let request = json!({ "AuthFlow": flow, "ClientId": pool.client_id,
        "AuthParameters": { "USERNAME": "ada" } });
    pool.call("InitiateAuth", request).await
}

async fn pool(settings: Value, client: Value) -> TestPool {
    let mut client = client;
    client["ExplicitAuthFlows"] = json!(["ALLOW_CUSTOM_AUTH", "ALLOW_USER_AUTH"]);
    TestPool::with(settings, client).await
}

#[tokio::test]
async fn without_a_trigger_there_are_no_custom_challenges() {
    let other = json!({ "LambdaConfig": { "PreSignUp": "arn:aws:lambda:us-east-1:123456789012:function:other" } });
    for settings in [json!({}), other] {
        let pool = pool(settings, json!({})).await;
        assert_eq!(
            begin(&pool, "CUSTOM_AUTH").await.error(),
            (
                "InvalidParameterException",
                "Custom auth lambda trigger is not configured for the user pool."
            )
        );
    }
}

#[tokio::test]
async fn r35_a_confidential_client_proves_its_secret_first() {
    let pool = pool(json!({}), json!({ "GenerateSecret": true })).await;
    assert_eq!(
        begin(&pool, "CUSTOM_AUTH").await.error().0,
        "NotAuthorizedException"
    );
}
