//! PostConfirmation.

use poolgate_pool::trigger::InvokeError;
use poolgate_testkit::{PASSWORD, TestPool, TestTriggers};
use serde_json::json;

async fn pool() -> TestPool {
    TestPool::with(TestTriggers::config(&["PostConfirmation"]), json!({})).await
}

#[tokio::test]
async fn it_is_told_of_a_confirmed_sign_up() {
    let pool = pool().await;
    let sub = pool.sign_up("ada").await.ok()["UserSub"].clone();
    let request = json!({ "ClientId": pool.client_id, "Username": "ada", "ConfirmationCode": pool.newest_code().await,
        "ClientMetadata": { "a": "b" } });
    pool.call("ConfirmSignUp", request).await.ok();
    assert_eq!(
        pool.triggers.events(),
        [json!({
            "version": "1",
            "region": "us-east-1",
            "userPoolId": pool.pool_id,
            "userName": "ada",
            "callerContext": { "awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": pool.client_id },
            "triggerSource": "PostConfirmation_ConfirmSignUp",
            "request": {
                "userAttributes": { "sub": sub, "email": "ada@example.com", "email_verified": "true",
                    "cognito:user_status": "CONFIRMED" },
                "clientMetadata": { "a": "b" },
            },
            "response": {},
        })]
    );
}

#[tokio::test]
async fn it_is_told_of_an_administrators_confirmation() {
    let pool = pool().await;
    pool.sign_up("ada").await.ok();
    let request = json!({ "UserPoolId": pool.pool_id, "Username": "ada" });
    pool.admin("AdminConfirmSignUp", request).await.ok();
    let event = pool.triggers.events().remove(0);
    assert_eq!(event["triggerSource"], "PostConfirmation_ConfirmSignUp");
    assert_eq!(
        event["callerContext"]["clientId"],
        "CLIENT_ID_NOT_APPLICABLE"
    );
}

#[tokio::test]
async fn it_is_told_of_a_new_password_by_code_and_of_no_other() {
    let pool = pool().await;
    let ada = pool.user("ada").await;
    pool.triggers.events();
    pool.sign_in(&ada).await;
    let request = json!({ "ClientId": pool.client_id, "Username": "ada" });
    pool.call("ForgotPassword", request).await.ok();
    assert!(pool.triggers.events().is_empty());
    let request = json!({ "ClientId": pool.client_id, "Username": "ada", "Password": "Other-123456",
        "ConfirmationCode": pool.newest_code().await });
    pool.call("ConfirmForgotPassword", request).await.ok();
    assert_eq!(
        pool.triggers.sources(),
        ["PostConfirmation_ConfirmForgotPassword"]
    );
}

#[tokio::test]
async fn a_failure_is_the_answer_and_undoes_nothing() {
    let pool = pool().await;
    pool.triggers.fail(
        "PostConfirmation",
        InvokeError::Function("too late".to_owned()),
    );
    pool.sign_up("ada").await.ok();
    let request = json!({ "ClientId": pool.client_id, "Username": "ada", "ConfirmationCode": pool.newest_code().await });
    assert_eq!(
        pool.call("ConfirmSignUp", request).await.error(),
        (
            "UserLambdaValidationException",
            "PostConfirmation failed with error too late."
        )
    );
    assert_eq!(pool.look_up("ada").await["UserStatus"], "CONFIRMED");
    pool.sign_in_with("ada", PASSWORD).await.ok();
}

#[tokio::test]
async fn a_wrong_code_confirms_nothing_and_nothing_is_told() {
    let pool = pool().await;
    pool.sign_up("ada").await.ok();
    let request =
        json!({ "ClientId": pool.client_id, "Username": "ada", "ConfirmationCode": "000000x" });
    assert_eq!(
        pool.call("ConfirmSignUp", request).await.error().0,
        "CodeMismatchException"
    );
    assert!(pool.triggers.events().is_empty());
}

#[tokio::test]
async fn it_is_told_to_the_end_where_the_caller_hangs_up() {
    let pool = pool().await;
    pool.sign_up("ada").await.ok();
    let hold = pool.triggers.hold("PostConfirmation");
    let request = json!({ "ClientId": pool.client_id, "Username": "ada", "ConfirmationCode": pool.newest_code().await });
    tokio::select! {
        answer = pool.call("ConfirmSignUp", request) => panic!("{}", answer.text),
        () = hold.called.notified() => {}
    }
    // The call is gone by now.
    hold.go_on.notify_one();
    tokio::time::timeout(std::time::Duration::from_secs(10), hold.answered.notified())
        .await
        .unwrap();
    assert_eq!(pool.triggers.sources(), ["PostConfirmation_ConfirmSignUp"]);
}
