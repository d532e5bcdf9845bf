//! `LambdaConfig` of a pool.

use poolgate_testkit::{Answer, TestPool, TestTriggers};
use serde_json::{Value, json};

async fn create(config: Value) -> (TestPool, Answer) {
    let pool = TestPool::empty();
    let request = json!({ "PoolName": "test", "LambdaConfig": config });
    let answer = pool.admin("CreateUserPool", request).await;
    (pool, answer)
}

#[tokio::test]
async fn both_names_for_the_function_of_tokens_mirror_each_other() {
    let arn = TestTriggers::arn("tokens");
    for (given, version) in [
        (json!({ "PreTokenGeneration": arn }), "V1_0"),
        (
            json!({ "PreTokenGenerationConfig": { "LambdaArn": arn, "LambdaVersion": "V2_0" } }),
            "V2_0",
        ),
    ] {
        let (_, answer) = create(given).await;
        assert_eq!(
            answer.ok()["UserPool"]["LambdaConfig"],
            json!({ "PreTokenGeneration": arn,
                "PreTokenGenerationConfig": { "LambdaArn": arn, "LambdaVersion": version } })
        );
    }
}

#[tokio::test]
async fn two_functions_for_tokens_are_refused_at_creation_and_later() {
    let two = json!({ "PreTokenGeneration": TestTriggers::arn("one"),
        "PreTokenGenerationConfig": { "LambdaArn": TestTriggers::arn("two"), "LambdaVersion": "V1_0" } });
    assert_eq!(
        create(two.clone()).await.1.error().0,
        "InvalidParameterException"
    );
    let pool = TestPool::new().await;
    let request = json!({ "UserPoolId": pool.pool_id, "LambdaConfig": two });
    assert_eq!(
        pool.admin("UpdateUserPool", request).await.error().0,
        "InvalidParameterException"
    );
}

#[tokio::test]
async fn a_function_that_sends_needs_a_key() {
    let sender = json!({ "LambdaArn": TestTriggers::arn("send"), "LambdaVersion": "V1_0" });
    let key = "arn:aws:kms:us-east-1:123456789012:key/one";
    for member in ["CustomEmailSender", "CustomSMSSender"] {
        let (_, answer) = create(json!({ member: sender })).await;
        assert_eq!(answer.error().0, "InvalidParameterException");
        create(json!({ member: sender, "KMSKeyID": key }))
            .await
            .1
            .ok();
    }
}

#[tokio::test]
async fn what_is_no_arn_is_refused() {
    let (_, answer) = create(json!({ "PreSignUp": "http://localhost:9000/hook" })).await;
    assert_eq!(answer.error().0, "InvalidParameterException");
}

#[tokio::test]
async fn an_update_without_functions_takes_them_away() {
    let pool = TestPool::with(TestTriggers::config(&["PreSignUp"]), json!({})).await;
    pool.sign_up("ada").await.ok();
    assert_eq!(pool.triggers.sources(), ["PreSignUp_SignUp"]);
    let request = json!({ "UserPoolId": pool.pool_id, "AutoVerifiedAttributes": ["email"] });
    pool.admin("UpdateUserPool", request).await.ok();
    pool.sign_up("bob").await.ok();
    assert!(pool.triggers.events().is_empty());
}
