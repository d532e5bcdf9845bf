//! AdminListUserAuthEvents.
//!
//! Differs: no event is ever a risk, since there is no risk model, and no place or device is known. A sign-in that waits
//! for a challenge is listed once it has ended.

use poolgate_testkit::{PASSWORD, TestPool};
use serde_json::{Value, json};

use super::make_groups::call;

/// A pool that keeps account of what happens.
pub(super) async fn audited() -> TestPool {
    TestPool::with(
        json!({ "UserPoolAddOns": { "AdvancedSecurityMode": "AUDIT" } }),
        json!({}),
    )
    .await
}

pub(super) async fn events(pool: &TestPool) -> Vec<Value> {
    let listed = call(
        pool,
        "AdminListUserAuthEvents",
        json!({ "Username": "ada" }),
    )
    .await;
    listed.ok()["AuthEvents"].as_array().unwrap().clone()
}

#[tokio::test]
async fn what_happened_is_listed_newest_first() {
    let pool = audited().await;
    let user = pool.user("ada").await;
    let wrong = pool.sign_in_with("ada", "Wrong-12345").await;
    assert_eq!(wrong.error().0, "NotAuthorizedException");
    let tokens = pool.sign_in(&user).await;
    let change = json!({
        "AccessToken": tokens["AccessToken"],
        "PreviousPassword": "Wrong-12345",
        "ProposedPassword": "Other-12345",
    });
    pool.call("ChangePassword", change).await;
    let forgot = json!({ "ClientId": pool.client_id, "Username": "ada" });
    pool.call("ForgotPassword", forgot).await.ok();
    let events = events(&pool).await;
    let told: Vec<(&str, &str)> = events
        .iter()
        .map(|event| {
            (
                event["EventType"].as_str().unwrap(),
                event["EventResponse"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("ForgotPassword", "Pass"),
            ("PasswordChange", "Fail"),
            ("SignIn", "Pass"),
            ("SignIn", "Fail"),
            ("SignUp", "Pass"),
        ]
    );
    let passed = &events[2];
    let claims = TestPool::claims(&tokens["IdToken"]);
    assert_eq!(passed["EventId"], claims["event_id"], "as in the tokens");
    assert_eq!(
        passed["ChallengeResponses"],
        json!([{ "ChallengeName": "Password", "ChallengeResponse": "Success" }])
    );
    assert_eq!(
        events[3]["ChallengeResponses"][0]["ChallengeResponse"],
        "Failure"
    );
    assert_eq!(passed["EventRisk"]["RiskDecision"], "NoRisk");
}

#[tokio::test]
async fn events_come_in_pages_and_stay_over_a_restart() {
    let pool = audited().await;
    let user = pool.user("ada").await;
    for _ in 0..4 {
        pool.sign_in(&user).await;
    }
    let pool = pool.restart();
    let mut ids = Vec::new();
    let mut token = Value::Null;
    loop {
        let request = json!({ "Username": "ada", "MaxResults": 2, "NextToken": token });
        let page = call(&pool, "AdminListUserAuthEvents", request).await.ok();
        let events = page["AuthEvents"].as_array().unwrap();
        assert!(events.len() <= 2);
        ids.extend(events.iter().map(|event| event["EventId"].clone()));
        token = page["NextToken"].clone();
        if token.is_null() {
            break;
        }
    }
    let all: Vec<Value> = events(&pool)
        .await
        .iter()
        .map(|event| event["EventId"].clone())
        .collect();
    assert_eq!(ids, all);
    assert_eq!(ids.len(), 5);
    let bad = json!({ "Username": "ada", "NextToken": "bm9uc2Vuc2U" });
    let refused = call(&pool, "AdminListUserAuthEvents", bad).await;
    assert_eq!(refused.error().0, "InvalidParameterException");
}

#[tokio::test]
async fn without_the_add_on_there_are_none() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    let refused = call(
        &pool,
        "AdminListUserAuthEvents",
        json!({ "Username": "ada" }),
    )
    .await;
    assert_eq!(refused.error().0, "UserPoolAddOnNotEnabledException");
    let pool = audited().await;
    let missing = call(
        &pool,
        "AdminListUserAuthEvents",
        json!({ "Username": "eve" }),
    )
    .await;
    assert_eq!(
        missing.error(),
        ("UserNotFoundException", "User does not exist.")
    );
}

#[tokio::test]
async fn addresses_in_events_do_not_lie_open_and_a_deleted_user_leaves_none() {
    let pool = audited().await;
    pool.user("ada").await;
    pool.sign_in_with("ada", PASSWORD).await.ok();
    let bytes = pool.database_bytes();
    assert!(!bytes.windows(12).any(|window| window == b"RiskDecision"));
    let which = json!({ "UserPoolId": pool.pool_id, "Username": "ada" });
    pool.admin("AdminDeleteUser", which).await.ok();
    pool.user("ada").await;
    assert_eq!(events(&pool).await.len(), 1, "the new sign-up alone");
}

#[tokio::test]
async fn an_address_counts_only_of_those_who_may_say_it() {
    let address = |event: &Value| event["EventContextData"]["IpAddress"].clone();
    let request = |pool: &TestPool| {
        let mut parameters = json!({ "USERNAME": "ada", "PASSWORD": PASSWORD });
        if let Some(hash) = pool.secret_hash("ada") {
            parameters["SECRET_HASH"] = json!(hash);
        }
        json!({
            "ClientId": pool.client_id,
            "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": parameters,
            "UserContextData": { "IpAddress": "192.0.2.7" },
        })
    };
    let pool = audited().await;
    pool.user("ada").await;
    pool.call("InitiateAuth", request(&pool)).await.ok();
    assert_eq!(
        address(&events(&pool).await[0]),
        Value::Null,
        "a public client"
    );

    let pool = TestPool::with(
        json!({ "UserPoolAddOns": { "AdvancedSecurityMode": "AUDIT" } }),
        json!({ "GenerateSecret": true, "EnablePropagateAdditionalUserContextData": true,
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH"] }),
    )
    .await;
    pool.user("ada").await;
    pool.call("InitiateAuth", request(&pool)).await.ok();
    assert_eq!(address(&events(&pool).await[0]), "192.0.2.7");
    let mut admin = request(&pool);
    admin["UserPoolId"] = json!(pool.pool_id);
    admin["AuthFlow"] = json!("ADMIN_USER_PASSWORD_AUTH");
    admin.as_object_mut().unwrap().remove("UserContextData");
    admin["ContextData"] = json!({
        "IpAddress": "2001:db8::1", "ServerName": "shop", "ServerPath": "/", "HttpHeaders": [],
    });
    pool.admin("AdminInitiateAuth", admin).await.ok();
    assert_eq!(address(&events(&pool).await[0]), "2001:db8::1");
}
