//! UserMigration.

use poolgate_pool::trigger::InvokeError;
use poolgate_testkit::{TestPool, TestTriggers};
use serde_json::{Value, json};

const OLD: &str = "short";
const REFUSED: (&str, &str) = ("NotAuthorizedException", "Incorrect username or password.");

async fn pool_with(settings: Value, hides: &str) -> TestPool {
    let mut all = TestTriggers::config(&["UserMigration", "PreAuthentication"]);
    all.as_object_mut()
        .unwrap()
        .extend(settings.as_object().unwrap().clone());
    let flows = [
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_USER_SRP_AUTH",
        "ALLOW_USER_AUTH",
    ];
    let client = json!({ "ExplicitAuthFlows": flows, "PreventUserExistenceErrors": hides });
    TestPool::with(all, client).await
}

async fn pool() -> TestPool {
    pool_with(json!({}), "LEGACY").await
}

/// The old directory has one user, with one password.
fn script(pool: &TestPool, found: Value) {
    pool.triggers.on("UserMigration", move |event| {
        let mut event = event.clone();
        let password = event["request"]["password"].clone();
        if password == Value::Null || password == OLD {
            event["response"] = found.clone();
        }
        Ok(event)
    });
}

fn confirmed() -> Value {
    json!({ "userAttributes": { "email": "ada@example.com", "email_verified": "true" }, "finalUserStatus": "CONFIRMED",
        "messageAction": "SUPPRESS" })
}

#[tokio::test]
async fn a_user_comes_with_the_password_whatever_the_policy_says() {
    let pool = pool().await;
    script(&pool, confirmed());
    let request = json!({ "AuthFlow": "USER_PASSWORD_AUTH", "ClientId": pool.client_id,
        "AuthParameters": { "USERNAME": "ada", "PASSWORD": OLD }, "ClientMetadata": { "a": "b" } });
    pool.call("InitiateAuth", request).await.ok();
    let events = pool.triggers.events();
    assert_eq!(
        events[0],
        json!({
            "version": "1",
            "region": "us-east-1",
            "userPoolId": pool.pool_id,
            "userName": "ada",
            "callerContext": { "awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": pool.client_id },
            "triggerSource": "UserMigration_Authentication",
            "request": { "password": OLD, "validationData": { "a": "b" } },
            "response": { "userAttributes": null, "finalUserStatus": null, "messageAction": null,
                "desiredDeliveryMediums": null, "forceAliasCreation": null, "enableSMSMFA": null },
        })
    );
    assert_eq!(
        events[1]["triggerSource"],
        "PreAuthentication_Authentication"
    );
    assert_eq!(events[1]["request"]["userNotFound"], false);
    let user = pool.look_up("ada").await;
    assert_eq!(user["UserStatus"], "CONFIRMED");
    assert!(pool.messages().await.is_empty());
    pool.sign_in_with("ada", OLD).await.ok();
    assert_eq!(
        pool.triggers.sources(),
        ["PreAuthentication_Authentication"]
    );
}

#[tokio::test]
async fn whom_the_function_does_not_know_is_nobody() {
    for (hides, error) in [
        ("LEGACY", ("UserNotFoundException", "User does not exist.")),
        ("ENABLED", REFUSED),
    ] {
        let pool = pool_with(json!({}), hides).await;
        script(&pool, confirmed());
        assert_eq!(pool.sign_in_with("ada", "wrong").await.error(), error);
        let there = json!({ "UserPoolId": pool.pool_id, "Username": "ada" });
        assert_eq!(
            pool.admin("AdminGetUser", there).await.error().0,
            "UserNotFoundException"
        );
    }
}

#[tokio::test]
async fn without_the_status_a_new_password_must_be_chosen() {
    let pool = pool().await;
    script(
        &pool,
        json!({ "userAttributes": { "email": "ada@example.com", "email_verified": "true" } }),
    );
    assert_eq!(
        pool.sign_in_with("ada", OLD).await.error(),
        (
            "PasswordResetRequiredException",
            "Password reset required for the user"
        )
    );
    assert_eq!(pool.look_up("ada").await["UserStatus"], "RESET_REQUIRED");
}

#[tokio::test]
async fn a_forgotten_password_brings_a_user_too() {
    let pool = pool().await;
    script(
        &pool,
        json!({ "userAttributes": { "email": "ada@example.com", "email_verified": "true" },
        "finalUserStatus": "RESET_REQUIRED" }),
    );
    let request =
        json!({ "ClientId": pool.client_id, "Username": "ada", "ClientMetadata": { "a": "b" } });
    let answer = pool.call("ForgotPassword", request).await.ok();
    assert_eq!(answer["CodeDeliveryDetails"]["Destination"], "a***@e***");
    let event = pool.triggers.events().remove(0);
    assert_eq!(event["triggerSource"], "UserMigration_ForgotPassword");
    assert_eq!(
        event["request"],
        json!({ "validationData": null, "clientMetadata": { "a": "b" } })
    );
    let request = json!({ "ClientId": pool.client_id, "Username": "ada", "Password": "Other-123456",
        "ConfirmationCode": pool.newest_code().await });
    pool.call("ConfirmForgotPassword", request).await.ok();
    pool.sign_in_with("ada", "Other-123456").await.ok();
}

#[tokio::test]
async fn neither_srp_nor_a_choice_without_a_password_asks() {
    let pool = pool_with(json!({}), "ENABLED").await;
    script(&pool, confirmed());
    pool.srp_start("ada").await;
    let start = |parameters: Value| json!({ "AuthFlow": "USER_AUTH", "ClientId": pool.client_id, "AuthParameters": parameters });
    let request = start(json!({ "USERNAME": "ada", "PREFERRED_CHALLENGE": "PASSWORD" }));
    pool.call("InitiateAuth", request).await.ok();
    assert!(
        !pool
            .triggers
            .sources()
            .contains(&"UserMigration_Authentication".to_owned())
    );
    let request =
        start(json!({ "USERNAME": "ada", "PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": OLD }));
    pool.call("InitiateAuth", request).await.ok();
    assert_eq!(pool.look_up("ada").await["UserStatus"], "CONFIRMED");
}

#[tokio::test]
async fn an_address_as_user_name_stays_the_one_that_was_typed() {
    let pool = pool_with(json!({ "UsernameAttributes": ["email"] }), "LEGACY").await;
    script(&pool, confirmed());
    pool.sign_in_with("ada@example.com", OLD).await.ok();
    let user = pool.look_up("ada@example.com").await;
    let sub = pool.attribute("ada@example.com", "sub").await;
    assert_eq!(user["Username"].as_str(), sub.as_deref());
}

#[tokio::test]
async fn another_name_is_taken_only_from_whoever_came_by_an_alias() {
    let named = json!({ "userAttributes": { "username": "ada", "email": "ada@example.com", "email_verified": "true" },
        "finalUserStatus": "CONFIRMED" });
    let pool = pool_with(json!({ "AliasAttributes": ["email"] }), "LEGACY").await;
    script(&pool, named.clone());
    pool.sign_in_with("ada@example.com", OLD).await.ok();
    assert_eq!(pool.look_up("ada@example.com").await["Username"], "ada");
    let pool = self::pool().await;
    script(&pool, named);
    assert_eq!(
        pool.sign_in_with("bob", OLD).await.error().0,
        "InvalidLambdaResponseException"
    );
}

#[tokio::test]
async fn a_taken_alias_is_refused_or_moves() {
    for (force, kind) in [(false, Some("AliasExistsException")), (true, None)] {
        let pool = pool_with(json!({ "AliasAttributes": ["email"] }), "LEGACY").await;
        pool.user("old").await;
        let mut found = confirmed();
        found["userAttributes"]["email"] = json!("old@example.com");
        found["forceAliasCreation"] = json!(force);
        script(&pool, found);
        let answer = pool.sign_in_with("ada", OLD).await;
        if let Some(kind) = kind {
            assert_eq!(answer.error().0, kind);
        } else {
            answer.ok();
            assert_eq!(pool.look_up("old@example.com").await["Username"], "ada");
        }
    }
}

#[tokio::test]
async fn attributes_must_fit_the_schema_and_the_service_keeps_its_own() {
    let pool = pool().await;
    for (attributes, kind) in [
        (json!({ "shoe": "43" }), "InvalidParameterException"),
        (json!({ "sub": "mine" }), "InvalidLambdaResponseException"),
        (
            json!({ "cognito:user_status": "x" }),
            "InvalidLambdaResponseException",
        ),
    ] {
        script(
            &pool,
            json!({ "userAttributes": attributes, "finalUserStatus": "CONFIRMED" }),
        );
        assert_eq!(pool.sign_in_with("ada", OLD).await.error().0, kind);
    }
    let mut found = confirmed();
    found["enableSMSMFA"] = json!(true);
    script(&pool, found);
    assert_eq!(
        pool.sign_in_with("bob", OLD).await.error().0,
        "InvalidLambdaResponseException"
    );
}

#[tokio::test]
async fn r41_guesses_are_counted_before_the_function_is_asked() {
    let pool = pool_with(json!({}), "ENABLED").await;
    script(&pool, confirmed());
    for _ in 0..5 {
        pool.sign_in_with("ada", "wrong").await;
    }
    pool.triggers.events();
    assert_eq!(
        pool.sign_in_with("ada", OLD).await.error(),
        ("NotAuthorizedException", "Password attempts exceeded")
    );
    assert!(pool.triggers.events().is_empty());
    pool.clock.advance_seconds(1);
    pool.sign_in_with("ada", OLD).await.ok();
    // Many at once are no way around it.
    let guesses = (0..20).map(|_| pool.sign_in_with("bob", "wrong"));
    futures::future::join_all(guesses).await;
    let asked = pool.triggers.sources();
    let asked = asked
        .iter()
        .filter(|source| source.starts_with("UserMigration"));
    assert!(asked.count() <= 6);
}

#[tokio::test]
async fn a_failure_is_told_and_counted() {
    let pool = pool().await;
    pool.triggers.fail(
        "UserMigration",
        InvokeError::Function("Bad password".to_owned()),
    );
    for _ in 0..5 {
        assert_eq!(
            pool.sign_in_with("ada", "wrong").await.error(),
            (
                "UserLambdaValidationException",
                "UserMigration failed with error Bad password."
            )
        );
    }
    assert_eq!(
        pool.sign_in_with("ada", OLD).await.error().1,
        "Password attempts exceeded"
    );
}
