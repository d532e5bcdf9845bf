//! What PreTokenGeneration changes in tokens.

use poolgate_pool::{Caller, Ctx};
use poolgate_testkit::TestPool;
use serde_json::{Map, Value, json};

use super::pre_token_generation::{pool, with_group};

/// The claims of the ID token and of the access token of a sign-in with this answer.
async fn tokens(version: &str, response: Value) -> (Value, Value) {
    let pool = pool(version, json!({})).await;
    let ada = with_group(&pool).await;
    pool.triggers.respond("PreTokenGeneration", response);
    let tokens = pool.sign_in(&ada).await;
    (
        TestPool::claims(&tokens["IdToken"]),
        TestPool::claims(&tokens["AccessToken"]),
    )
}

fn first(details: &Value) -> Value {
    json!({ "claimsOverrideDetails": details })
}

fn second(details: &Value) -> Value {
    json!({ "claimsAndScopeOverrideDetails": details })
}

#[tokio::test]
async fn version_1_changes_the_id_token_alone() {
    let (id, access) = tokens(
        "V1_0",
        first(&json!({ "claimsToAddOrOverride": { "plan": "gold", "email": "shown@example.com", "sub": "other" },
            "claimsToSuppress": ["email_verified"] })),
    )
    .await;
    assert_eq!(id["plan"], "gold");
    assert_eq!(id["email"], "shown@example.com");
    assert_eq!(id["email_verified"], Value::Null);
    assert_eq!(id["sub"], access["sub"]);
    assert_eq!(access["plan"], Value::Null);
    // Without a word on them, groups stay.
    assert_eq!(id["cognito:groups"], json!(["staff"]));
    assert_eq!(access["cognito:groups"], json!(["staff"]));
}

#[tokio::test]
async fn groups_are_overridden_in_both_tokens() {
    let groups = json!({ "groupsToOverride": ["a", "b"], "iamRolesToOverride": ["r"], "preferredRole": "r" });
    for (version, response) in [
        ("V1_0", first(&json!({ "groupOverrideDetails": groups }))),
        ("V2_0", second(&json!({ "groupOverrideDetails": groups }))),
    ] {
        let (id, access) = tokens(version, response).await;
        assert_eq!(id["cognito:groups"], json!(["a", "b"]));
        assert_eq!(access["cognito:groups"], json!(["a", "b"]));
        assert_eq!(id["cognito:roles"], json!(["r"]));
        assert_eq!(id["cognito:preferred_role"], "r");
    }
}

#[tokio::test]
async fn groups_that_are_given_as_nothing_are_gone() {
    for details in [json!({}), Value::Null] {
        let response = first(&json!({ "groupOverrideDetails": details }));
        let (id, access) = tokens("V1_0", response).await;
        assert_eq!(id["cognito:groups"], Value::Null);
        assert_eq!(id["cognito:roles"], Value::Null);
        assert_eq!(access["cognito:groups"], Value::Null);
    }
}

#[tokio::test]
async fn version_2_changes_both_tokens_and_the_scopes() {
    let (id, access) = tokens(
        "V2_0",
        second(&json!({
            "idTokenGeneration": { "claimsToAddOrOverride": { "plans": ["gold", 1], "email": "x" }, "claimsToSuppress": ["email"] },
            "accessTokenGeneration": {
                "claimsToAddOrOverride": { "tenant": { "id": 7 }, "aud": "another", "username": "root" },
                "claimsToSuppress": ["cognito:groups"],
                "scopesToAdd": ["shop/read", "shop/write"],
                "scopesToSuppress": ["shop/write"],
            },
        })),
    )
    .await;
    assert_eq!(id["plans"], json!(["gold", 1]));
    assert_eq!(id["email"], Value::Null);
    assert_eq!(id["cognito:groups"], json!(["staff"]));
    assert_eq!(access["tenant"], json!({ "id": 7 }));
    assert_eq!(access["aud"], Value::Null);
    assert_eq!(access["username"], "ada");
    assert_eq!(access["cognito:groups"], Value::Null);
    assert_eq!(access["scope"], "aws.cognito.signin.user.admin shop/read");
}

#[tokio::test]
async fn a_scope_that_is_suppressed_is_missed_by_the_api() {
    let pool = pool("V2_0", json!({})).await;
    let ada = pool.user("ada").await;
    let scopes = json!({ "scopesToSuppress": ["aws.cognito.signin.user.admin"] });
    pool.triggers.respond(
        "PreTokenGeneration",
        second(&json!({ "accessTokenGeneration": scopes })),
    );
    let tokens = pool.sign_in(&ada).await;
    let request = json!({ "AccessToken": tokens["AccessToken"] });
    assert_eq!(
        pool.call("GetUser", request).await.error(),
        (
            "NotAuthorizedException",
            "Access Token does not have required scopes"
        )
    );
}

#[tokio::test]
async fn answers_of_wrong_types_are_none() {
    for (version, response) in [
        (
            "V1_0",
            first(&json!({ "claimsToAddOrOverride": { "plan": 1 } })),
        ),
        ("V1_0", first(&json!("no"))),
        (
            "V2_0",
            second(&json!({ "accessTokenGeneration": { "scopesToAdd": ["a b"] } })),
        ),
        (
            "V2_0",
            second(&json!({ "idTokenGeneration": { "claimsToAddOrOverride": { "address": {} } } })),
        ),
    ] {
        let pool = pool(version, json!({})).await;
        pool.user("ada").await;
        pool.triggers.respond("PreTokenGeneration", response);
        assert_eq!(
            pool.sign_in_with("ada", poolgate_testkit::PASSWORD)
                .await
                .error(),
            (
                "InvalidLambdaResponseException",
                "Unrecognizable lambda output"
            )
        );
    }
}

#[tokio::test]
async fn tokens_of_machines_are_changed_by_version_3_alone() {
    for (version, asked) in [("V2_0", false), ("V3_0", true)] {
        let pool = pool(version, json!({})).await;
        let added = json!({ "claimsToAddOrOverride": { "tenant": "t", "client_id": "other" }, "scopesToAdd": ["shop/read"] });
        pool.triggers.respond(
            "PreTokenGeneration",
            second(&json!({ "accessTokenGeneration": added })),
        );
        let caller = Caller {
            region: "us-east-1".to_owned(),
            account: Caller::ACCOUNT.to_owned(),
            address: None,
        };
        let ctx = Ctx::new(pool.engine.clone(), caller);
        let stored = pool
            .engine
            .store
            .pool(&pool.pool_id)
            .await
            .unwrap()
            .unwrap();
        let client = pool
            .engine
            .store
            .client(&pool.client_id)
            .await
            .unwrap()
            .unwrap();
        let mut claims = Map::new();
        claims.insert("client_id".to_owned(), json!("own"));
        claims.insert("scope".to_owned(), json!("shop/list"));
        let scopes = ["shop/list".to_owned()];
        poolgate_pool::trigger::client_credentials(&ctx, &stored, &client, &scopes, &mut claims)
            .await
            .unwrap();
        let events = pool.triggers.events();
        assert_eq!(events.len(), usize::from(asked));
        if let Some(event) = events.first() {
            assert_eq!(event["userName"], "ClientCredentials");
            assert_eq!(event["triggerSource"], "TokenGeneration_ClientCredentials");
            assert_eq!(
                event["request"],
                json!({ "userAttributes": {}, "groupConfiguration": null, "scopes": ["shop/list"] })
            );
            assert_eq!(claims["tenant"], "t");
            assert_eq!(claims["scope"], "shop/list shop/read");
        } else {
            assert_eq!(claims["scope"], "shop/list");
        }
        assert_eq!(claims["client_id"], "own");
    }
}
