//! NEW_PASSWORD_REQUIRED.

use poolgate_testkit::{Answer, TestPool};
use serde_json::{Value, json};

const TEMPORARY: &str = "Temp-123456";
const NEW: &str = "Mine-123456";

async fn world() -> TestPool {
    let schema = json!({ "Schema": [{ "Name": "name", "Required": true }] });
    let pool = TestPool::with(
        schema,
        json!({ "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"] }),
    )
    .await;
    let request = json!({ "UserPoolId": pool.pool_id, "Username": "ada", "TemporaryPassword": TEMPORARY, "MessageAction": "SUPPRESS",
        "UserAttributes": [{ "Name": "email", "Value": "ada@example.com" }] });
    pool.admin("AdminCreateUser", request).await.ok();
    pool
}

async fn challenge(pool: &TestPool) -> Value {
    let answer = pool.sign_in_with("ada", TEMPORARY).await.ok();
    assert_eq!(answer["ChallengeName"], "NEW_PASSWORD_REQUIRED", "{answer}");
    answer
}

async fn respond(pool: &TestPool, challenge: &Value, responses: Value) -> Answer {
    pool.respond(
        "NEW_PASSWORD_REQUIRED",
        Some(&challenge["Session"]),
        responses,
    )
    .await
}

fn good() -> Value {
    json!({ "USERNAME": "ada", "NEW_PASSWORD": NEW, "userAttributes.name": "Ada" })
}

#[tokio::test]
async fn a_temporary_password_must_be_replaced() {
    let pool = world().await;
    let asked = challenge(&pool).await;
    let parameters = &asked["ChallengeParameters"];
    assert_eq!(parameters["USER_ID_FOR_SRP"], "ada");
    assert_eq!(
        parameters["requiredAttributes"],
        r#"["userAttributes.name"]"#
    );
    let attributes: Value =
        serde_json::from_str(parameters["userAttributes"].as_str().unwrap()).unwrap();
    assert_eq!(attributes["email"], "ada@example.com");
    assert!(asked["Session"].as_str().unwrap().starts_with("AYABe"));
    let tokens = respond(&pool, &asked, good()).await.ok();
    assert_eq!(
        TestPool::claims(&tokens["AuthenticationResult"]["IdToken"])["name"],
        "Ada"
    );
    let user = pool
        .admin(
            "AdminGetUser",
            json!({ "UserPoolId": pool.pool_id, "Username": "ada" }),
        )
        .await
        .ok();
    assert_eq!(user["UserStatus"], "CONFIRMED");
    pool.sign_in_with("ada", NEW).await.ok();
    assert_eq!(
        pool.sign_in_with("ada", TEMPORARY).await.error().0,
        "NotAuthorizedException"
    );
}

#[tokio::test]
async fn the_proof_by_srp_leads_to_the_same_challenge() {
    let pool = world().await;
    let asked = pool.srp_sign_in("ada", TEMPORARY).await.ok();
    assert_eq!(asked["ChallengeName"], "NEW_PASSWORD_REQUIRED");
    respond(&pool, &asked, good()).await.ok();
}

#[tokio::test]
async fn bad_answers_are_named_and_leave_the_session() {
    let pool = world().await;
    let asked = challenge(&pool).await;
    let mut refused = Vec::new();
    for (change, value) in [
        ("NEW_PASSWORD", json!("short")),
        ("userAttributes.email", json!("eve@example.com")),
        ("userAttributes.email_verified", json!("true")),
    ] {
        let mut responses = good();
        responses[change] = value;
        let answer = respond(&pool, &asked, responses).await;
        refused.push((answer.error().0.to_owned(), answer.error().1.to_owned()));
    }
    let owned = |(kind, text): (&str, &str)| (kind.to_owned(), text.to_owned());
    assert_eq!(
        refused,
        [
            (
                "InvalidPasswordException",
                "Password did not conform with password policy: Password not long enough"
            ),
            (
                "NotAuthorizedException",
                "Cannot modify an already provided email"
            ),
            (
                "NotAuthorizedException",
                "A client attempted to write unauthorized attribute"
            ),
        ]
        .map(owned)
    );
    let missing = json!({ "USERNAME": "ada", "NEW_PASSWORD": NEW });
    assert_eq!(
        respond(&pool, &asked, missing).await.error(),
        (
            "InvalidParameterException",
            "Invalid attributes given, name is missing"
        )
    );
    respond(&pool, &asked, good()).await.ok();
}

#[tokio::test]
async fn r49_a_session_expires_counts_once_and_belongs_to_one_user() {
    let pool = world().await;
    let asked = challenge(&pool).await;
    let request = json!({ "UserPoolId": pool.pool_id, "Username": "bob", "TemporaryPassword": TEMPORARY, "MessageAction": "SUPPRESS" });
    pool.admin("AdminCreateUser", request).await.ok();
    let mut other = good();
    other["USERNAME"] = json!("bob");
    let invalid = ("NotAuthorizedException", "Invalid session for the user.");
    assert_eq!(respond(&pool, &asked, other).await.error(), invalid);
    let forged = json!({ "Session": "A".repeat(100) });
    assert_eq!(respond(&pool, &forged, good()).await.error(), invalid);
    respond(&pool, &asked, good()).await.ok();
    assert_eq!(
        respond(&pool, &asked, good()).await.error(),
        (
            "NotAuthorizedException",
            "Invalid session for the user, session can only be used once."
        )
    );
    pool.admin("AdminSetUserPassword", json!({ "UserPoolId": pool.pool_id, "Username": "ada", "Password": TEMPORARY, "Permanent": false })).await.ok();
    let asked = challenge(&pool).await;
    pool.clock.advance_seconds(180);
    assert_eq!(
        respond(&pool, &asked, good()).await.error(),
        (
            "NotAuthorizedException",
            "Invalid session for the user, session is expired."
        )
    );
}

#[tokio::test]
async fn r52_a_temporary_password_expires_after_seven_days() {
    let pool = world().await;
    pool.clock.advance_seconds(7 * 24 * 3600 - 1);
    challenge(&pool).await;
    pool.clock.advance_seconds(1);
    assert_eq!(
        pool.sign_in_with("ada", TEMPORARY).await.error(),
        (
            "NotAuthorizedException",
            "Temporary password has expired and must be reset by an administrator."
        )
    );
}

#[tokio::test]
async fn r50_a_new_password_has_the_limits_of_any_other() {
    let pool = world().await;
    let asked = challenge(&pool).await;
    let long = format!("{NEW}{}", "x".repeat(256 - NEW.len()));
    let spaces = "Password must satisfy regular expression pattern: ^\\S.*\\S$";
    for (password, rule) in [
        (format!(" {NEW}"), spaces),
        (format!("{NEW} "), spaces),
        (format!("{long}x"), "Password too long"),
    ] {
        let mut responses = good();
        responses["NEW_PASSWORD"] = json!(password);
        let text = format!("Password did not conform with password policy: {rule}");
        assert_eq!(
            respond(&pool, &asked, responses).await.error(),
            ("InvalidPasswordException", text.as_str())
        );
    }
    let mut responses = good();
    responses["NEW_PASSWORD"] = json!(long);
    respond(&pool, &asked, responses).await.ok();
    pool.sign_in_with("ada", &long).await.ok();
}
