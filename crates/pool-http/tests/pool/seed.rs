//! Seeds: applied at every start, they make what is missing and leave the rest.

use poolgate_pool::seed::{Seed, apply};
use poolgate_testkit::TestPool;
use serde_json::{Value, json};

fn seed(value: Value) -> Seed {
    serde_json::from_value(value).unwrap()
}

fn shop() -> Value {
    json!({ "pools": [{
        "id": "us-east-1_Shop",
        "settings": { "UsernameAttributes": ["email"], "AutoVerifiedAttributes": ["email"] },
        "clients": [
            { "id": "web", "settings": { "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"] } },
            { "id": "backend", "secret": "a".repeat(30), "settings": { "ExplicitAuthFlows": ["ALLOW_ADMIN_USER_PASSWORD_AUTH"] } },
        ],
        "groups": [{ "name": "admins", "precedence": 1 }],
        "users": [{ "username": "ada@example.com", "password": "Test-123456", "attributes": { "name": "Ada" }, "groups": ["admins"] }],
    }] })
}

#[tokio::test]
async fn a_seed_makes_pools_clients_groups_and_users_once() {
    let mut world = TestPool::empty();
    for _ in 0..2 {
        apply(&world.engine, &seed(shop())).await.unwrap();
    }
    world.pool_id = "us-east-1_Shop".to_owned();
    world.client_id = "web".to_owned();
    let tokens = world
        .sign_in_with("ada@example.com", "Test-123456")
        .await
        .ok();
    let claims = TestPool::claims(&tokens["AuthenticationResult"]["IdToken"]);
    assert_eq!(
        (
            &claims["name"],
            &claims["email_verified"],
            &claims["cognito:groups"]
        ),
        (&json!("Ada"), &json!(true), &json!(["admins"]))
    );
    let described = world
        .admin(
            "DescribeUserPool",
            json!({ "UserPoolId": "us-east-1_Shop" }),
        )
        .await
        .ok();
    assert_eq!(
        (
            &described["UserPool"]["EstimatedNumberOfUsers"],
            &described["UserPool"]["Name"]
        ),
        (&json!(1), &json!("us-east-1_Shop"))
    );
    assert!(world.messages().await.is_empty());
}

#[tokio::test]
async fn what_was_changed_since_stays_changed() {
    let mut world = TestPool::empty();
    apply(&world.engine, &seed(shop())).await.unwrap();
    world.client_id = "web".to_owned();
    let user = json!({ "UserPoolId": "us-east-1_Shop", "Username": "ada@example.com", "Password": "Other-12345", "Permanent": true });
    world.admin("AdminSetUserPassword", user).await.ok();
    apply(&world.engine, &seed(shop())).await.unwrap();
    world
        .sign_in_with("ada@example.com", "Other-12345")
        .await
        .ok();
}

#[tokio::test]
async fn mistakes_name_their_place() {
    let world = TestPool::empty();
    for (change, place, text) in [
        (
            json!({ "id": "nowhere" }),
            "pool nowhere",
            "an id is a region",
        ),
        (
            json!({ "settings": { "MfaConfiguration": "MAYBE" } }),
            "pool us-east-1_Shop",
            "enum value set",
        ),
        (
            json!({ "users": [{ "username": "ada@example.com", "password": "short" }] }),
            "pool us-east-1_Shop, user ada@example.com",
            "Password not long enough",
        ),
        (
            json!({ "users": [{ "username": "ada@example.com", "password": "Test-123456", "groups": ["nobodies"] }] }),
            "pool us-east-1_Shop, user ada@example.com",
            "Group not found.",
        ),
    ] {
        let mut value = shop();
        value["pools"][0]
            .as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        let error = apply(&world.engine, &seed(value)).await.unwrap_err();
        assert_eq!(error.place, place);
        assert!(error.message.contains(text), "{error}");
    }
    assert!(
        serde_json::from_value::<Seed>(json!({ "pool": [] })).is_err(),
        "unknown keys are errors"
    );
}
