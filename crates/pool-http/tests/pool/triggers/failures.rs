//! What a caller is told when a function fails.

use poolgate_pool::trigger::InvokeError;
use poolgate_testkit::{PASSWORD, TestPool, TestTriggers};
use serde_json::{Value, json};

/// A sign-in in whose course every one of these is asked, with one of them failing.
async fn failed(trigger: &str, error: InvokeError) -> (String, String) {
    let functions = [
        "PreSignUp",
        "PreAuthentication",
        "PostAuthentication",
        "PreTokenGeneration",
        "CustomMessage",
        "PostConfirmation",
    ];
    let pool = TestPool::with(TestTriggers::config(&functions), json!({})).await;
    if matches!(trigger, "PreSignUp" | "CustomMessage") {
        pool.triggers.fail(trigger, error);
        let answer = pool.sign_up("ada").await;
        let (kind, text) = answer.error();
        return (kind.to_owned(), text.to_owned());
    }
    pool.user("ada").await;
    pool.triggers.fail(trigger, error);
    let answer = pool.sign_in_with("ada", PASSWORD).await;
    let (kind, text) = answer.error();
    (kind.to_owned(), text.to_owned())
}

#[tokio::test]
async fn each_kind_of_failure_has_its_exception() {
    for trigger in [
        "PreSignUp",
        "CustomMessage",
        "PreAuthentication",
        "PostAuthentication",
        "PreTokenGeneration",
    ] {
        let text = |text: &str| text.replace('@', trigger);
        for (error, exception, message) in [
            (
                InvokeError::Function("bad luck".to_owned()),
                "UserLambdaValidationException",
                text("@ failed with error bad luck."),
            ),
            (
                InvokeError::Unrecognizable,
                "InvalidLambdaResponseException",
                "Unrecognizable lambda output".to_owned(),
            ),
            (
                InvokeError::CannotInvoke("AccessDeniedException".to_owned()),
                "UnexpectedLambdaException",
                text("@ invocation failed due to error AccessDeniedException."),
            ),
            (
                InvokeError::timeout(),
                "UnexpectedLambdaException",
                text(
                    "@ invocation failed due to error Socket timeout while invoking Lambda function.",
                ),
            ),
        ] {
            assert_eq!(
                failed(trigger, error).await,
                (exception.to_owned(), message)
            );
        }
    }
}

#[tokio::test]
async fn a_function_must_return_the_event_with_its_response() {
    for returned in [
        Value::Null,
        json!({}),
        json!("done"),
        json!({ "statusCode": 200 }),
        json!({ "response": null }),
        json!({ "response": [] }),
        json!({ "response": { "autoConfirmUser": "yes" } }),
    ] {
        let pool = TestPool::with(TestTriggers::config(&["PreSignUp"]), json!({})).await;
        let copy = returned.clone();
        pool.triggers.on("PreSignUp", move |_| Ok(copy.clone()));
        assert_eq!(
            pool.sign_up("ada").await.error(),
            (
                "InvalidLambdaResponseException",
                "Unrecognizable lambda output"
            ),
            "{returned}"
        );
    }
}
