//! `POST /auth/signup`.

use serde_json::json;

use crate::token::SUB;
use crate::world::World;

fn body() -> serde_json::Value {
    json!({"email": "user@example.com", "password": "Test123456"})
}

#[tokio::test]
async fn an_account_is_created_with_names_as_attributes() {
    let world = World::new().await;
    let mut body = body();
    body["first_name"] = json!("John");
    body["last_name"] = json!("Doe");
    body["attributes"] = json!({"locale": "en"});
    body["something"] = json!({"unknown": true});
    let answer = world.post("/auth/signup", body).await;
    assert_eq!(answer.status, 201);
    assert_eq!(answer.body["success"], true);
    assert_eq!(answer.body["user_sub"], SUB);
    assert_eq!(answer.body["confirmation_required"], true);
    assert_eq!(
        answer.body["delivery"],
        json!({"destination": "u***@e***", "medium": "EMAIL", "attribute": "email"})
    );
    assert_eq!(
        world.pool.last()["UserAttributes"],
        json!([
            {"Name": "email", "Value": "user@example.com"},
            {"Name": "family_name", "Value": "Doe"},
            {"Name": "given_name", "Value": "John"},
            {"Name": "locale", "Value": "en"},
        ])
    );
}

#[tokio::test]
async fn a_pool_that_confirms_at_once_needs_no_code() {
    let world = World::new().await;
    let confirmed = json!({"UserConfirmed": true, "UserSub": SUB});
    world.pool.on("SignUp", confirmed);
    let answer = world.post("/auth/signup", body()).await.ok();
    assert_eq!(answer.body["confirmation_required"], false);
    assert_eq!(answer.body["delivery"], json!(null));
}

#[tokio::test]
async fn an_account_that_exists_is_a_conflict() {
    let world = World::new().await;
    world
        .pool
        .refuse("SignUp", "UsernameExistsException", "User already exists");
    let answer = world.post("/auth/signup", body()).await;
    assert_eq!(answer.refusal(), (409, "user_exists"));
}

#[tokio::test]
async fn a_weak_password_is_named_with_the_rule() {
    let world = World::new().await;
    world.pool.refuse(
        "SignUp",
        "InvalidPasswordException",
        "Password did not conform with policy: Password must have numeric characters",
    );
    let answer = world.post("/auth/signup", body()).await;
    assert_eq!(answer.refusal(), (400, "invalid_password"));
    assert_eq!(answer.body["fields"]["password"], "it needs a digit");
}

#[tokio::test]
async fn everything_that_is_wrong_is_named_at_once() {
    let world = World::new().await;
    let body =
        json!({"email": "nobody", "password": "", "first_name": 1, "attributes": {"locale": []}});
    let answer = world.post("/auth/signup", body).await;
    assert_eq!(answer.refusal(), (400, "validation_failed"));
    let fields: Vec<_> = answer.body["fields"]
        .as_object()
        .expect("fields")
        .keys()
        .collect();
    assert_eq!(
        fields,
        ["attributes.locale", "email", "first_name", "password"]
    );
    assert!(world.pool.calls().is_empty());
}

#[tokio::test]
async fn r56_nobody_signs_up_verified_or_with_a_role() {
    let world = World::new().await;
    for name in [
        "email_verified",
        "phone_number_verified",
        "sub",
        "cognito:groups",
        "custom:role",
    ] {
        let mut body = body();
        body["attributes"] = json!({name: "true"});
        let answer = world.post("/auth/signup", body).await;
        assert_eq!(answer.refusal(), (400, "validation_failed"));
        assert!(
            answer.body["fields"]
                .get(format!("attributes.{name}"))
                .is_some()
        );
    }
    assert!(world.pool.calls().is_empty());
}

#[tokio::test]
async fn r56_a_custom_attribute_passes_where_the_settings_list_it() {
    let world =
        World::with(|config| config.allowed_attributes.push("custom:team".to_owned())).await;
    let mut body = body();
    body["attributes"] = json!({"custom:team": "blue"});
    world.post("/auth/signup", body).await.ok();
}

#[tokio::test]
async fn r56_the_pool_has_the_last_word_on_attributes() {
    let world = World::new().await;
    world.pool.refuse(
        "SignUp",
        "NotAuthorizedException",
        "A client attempted to write unauthorized attribute",
    );
    let answer = world.post("/auth/signup", body()).await;
    assert_eq!(answer.refusal(), (400, "refused_by_pool"));
}

#[tokio::test]
async fn a_trigger_speaks_to_the_user() {
    let world = World::new().await;
    world.pool.refuse(
        "SignUp",
        "UserLambdaValidationException",
        "PreSignUp failed with error Only for members.",
    );
    let answer = world.post("/auth/signup", body()).await;
    assert_eq!(answer.refusal(), (400, "refused_by_trigger"));
    assert_eq!(answer.body["message"], "Only for members.");
}
