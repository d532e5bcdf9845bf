//! PreSignUp.

use poolgate_testkit::{PASSWORD, TestPool, TestTriggers};
use serde_json::{Value, json};

async fn pool(settings: Value) -> TestPool {
    let mut all = TestTriggers::config(&["PreSignUp", "PostConfirmation"]);
    all.as_object_mut()
        .unwrap()
        .extend(settings.as_object().unwrap().clone());
    TestPool::with(all, json!({})).await
}

fn request(pool: &TestPool, name: &str, attributes: &Value) -> Value {
    json!({ "ClientId": pool.client_id, "Username": name, "Password": PASSWORD, "UserAttributes": attributes })
}

fn email() -> Value {
    json!([{ "Name": "email", "Value": "ada@example.com" }])
}

#[tokio::test]
async fn the_function_is_told_of_the_new_user_as_aws_tells_it() {
    let pool = pool(json!({})).await;
    let mut request = request(&pool, "ada", &email());
    request["ValidationData"] = json!([{ "Name": "invitation", "Value": "42" }]);
    request["ClientMetadata"] = json!({ "from": "web" });
    pool.call("SignUp", request).await.ok();
    let events = pool.triggers.events();
    assert_eq!(
        events,
        [json!({
            "version": "1",
            "region": "us-east-1",
            "userPoolId": pool.pool_id,
            "userName": "ada",
            "callerContext": { "awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": pool.client_id },
            "triggerSource": "PreSignUp_SignUp",
            "request": {
                "userAttributes": { "email": "ada@example.com" },
                "validationData": { "invitation": "42" },
                "clientMetadata": { "from": "web" },
            },
            "response": { "autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false },
        })]
    );
    let members: Vec<&String> = events[0].as_object().unwrap().keys().collect();
    assert_eq!(
        members,
        [
            "version",
            "region",
            "userPoolId",
            "userName",
            "callerContext",
            "triggerSource",
            "request",
            "response"
        ]
    );
}

#[tokio::test]
async fn without_data_to_validate_there_is_a_null_and_no_metadata() {
    let pool = pool(json!({})).await;
    pool.call("SignUp", request(&pool, "ada", &email()))
        .await
        .ok();
    assert_eq!(
        pool.triggers.events()[0]["request"],
        json!({ "userAttributes": { "email": "ada@example.com" }, "validationData": null })
    );
}

#[tokio::test]
async fn a_user_can_be_confirmed_and_an_address_vouched_for() {
    let pool = pool(json!({})).await;
    let response =
        json!({ "autoConfirmUser": true, "autoVerifyEmail": true, "autoVerifyPhone": false });
    pool.triggers.respond("PreSignUp", response);
    let answer = pool
        .call("SignUp", request(&pool, "ada", &email()))
        .await
        .ok();
    assert_eq!(answer["UserConfirmed"], true);
    assert_eq!(answer["CodeDeliveryDetails"], Value::Null);
    assert!(pool.messages().await.is_empty());
    let user = pool.look_up("ada").await;
    assert_eq!(user["UserStatus"], "CONFIRMED");
    assert_eq!(
        pool.attribute("ada", "email_verified").await.as_deref(),
        Some("true")
    );
    pool.sign_in_with("ada", PASSWORD).await.ok();
    assert_eq!(
        pool.triggers.sources(),
        ["PreSignUp_SignUp", "PostConfirmation_ConfirmSignUp"]
    );
}

#[tokio::test]
async fn an_address_that_is_not_there_cannot_be_vouched_for() {
    for member in ["autoVerifyEmail", "autoVerifyPhone"] {
        let pool = pool(json!({})).await;
        pool.triggers.respond("PreSignUp", json!({ member: true }));
        let answer = pool.call("SignUp", request(&pool, "ada", &json!([]))).await;
        assert_eq!(
            answer.error(),
            (
                "InvalidLambdaResponseException",
                "Unrecognizable lambda output"
            )
        );
        let there = json!({ "UserPoolId": pool.pool_id, "Username": "ada" });
        assert_eq!(
            pool.admin("AdminGetUser", there).await.error().0,
            "UserNotFoundException"
        );
    }
}

#[tokio::test]
async fn an_alias_that_is_vouched_for_moves_to_the_new_user() {
    let pool = pool(json!({ "AliasAttributes": ["email"] })).await;
    pool.triggers.respond(
        "PreSignUp",
        json!({ "autoConfirmUser": true, "autoVerifyEmail": true }),
    );
    pool.call("SignUp", request(&pool, "old", &email()))
        .await
        .ok();
    pool.call("SignUp", request(&pool, "new", &email()))
        .await
        .ok();
    assert_eq!(pool.look_up("ada@example.com").await["Username"], "new");
    assert_eq!(
        pool.attribute("old", "email_verified").await.as_deref(),
        Some("false")
    );
}

#[tokio::test]
async fn a_refusal_makes_no_user_and_sends_nothing() {
    let pool = pool(json!({})).await;
    pool.triggers.fail(
        "PreSignUp",
        poolgate_pool::trigger::InvokeError::Function("not you".to_owned()),
    );
    let answer = pool.call("SignUp", request(&pool, "ada", &email())).await;
    assert_eq!(
        answer.error(),
        (
            "UserLambdaValidationException",
            "PreSignUp failed with error not you."
        )
    );
    assert!(pool.messages().await.is_empty());
    let there = json!({ "UserPoolId": pool.pool_id, "Username": "ada" });
    assert_eq!(
        pool.admin("AdminGetUser", there).await.error().0,
        "UserNotFoundException"
    );
}

#[tokio::test]
async fn an_administrators_user_can_only_be_refused() {
    let pool = pool(json!({})).await;
    pool.triggers.respond(
        "PreSignUp",
        json!({ "autoConfirmUser": true, "autoVerifyEmail": true }),
    );
    let request = json!({ "UserPoolId": pool.pool_id, "Username": "ada", "UserAttributes": email(),
        "ValidationData": [{ "Name": "a", "Value": "b" }], "ClientMetadata": { "c": "d" } });
    let user = pool.admin("AdminCreateUser", request.clone()).await.ok();
    assert_eq!(user["User"]["UserStatus"], "FORCE_CHANGE_PASSWORD");
    assert_eq!(pool.attribute("ada", "email_verified").await, None);
    let event = pool.triggers.events().remove(0);
    assert_eq!(event["triggerSource"], "PreSignUp_AdminCreateUser");
    assert_eq!(
        event["callerContext"]["clientId"],
        "CLIENT_ID_NOT_APPLICABLE"
    );
    assert_eq!(
        event["request"],
        json!({ "userAttributes": { "email": "ada@example.com" }, "validationData": { "a": "b" },
            "clientMetadata": { "c": "d" } })
    );
    pool.triggers.fail(
        "PreSignUp",
        poolgate_pool::trigger::InvokeError::Function("no".to_owned()),
    );
    let mut other = request;
    other["Username"] = json!("bob");
    assert_eq!(
        pool.admin("AdminCreateUser", other).await.error(),
        (
            "UserLambdaValidationException",
            "PreSignUp failed with error no."
        )
    );
}
