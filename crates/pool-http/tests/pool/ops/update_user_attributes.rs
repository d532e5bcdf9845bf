//! UpdateUserAttributes.

use poolgate_testkit::{Answer, TestPool};
use serde_json::{Value, json};

/// A signed-in user, who writes attributes.
struct Writer {
    pool: TestPool,
    token: Value,
}

impl Writer {
    async fn of(pool: TestPool) -> Self {
        let user = pool.user("ada").await;
        let token = pool.sign_in(&user).await["AccessToken"].take();
        Self { pool, token }
    }

    async fn write(&self, attributes: &[(&str, &str)]) -> Answer {
        self.pool.clock.advance_seconds(1);
        let attribute = |(name, value): &(&str, &str)| json!({ "Name": name, "Value": value });
        let attributes: Vec<Value> = attributes.iter().map(attribute).collect();
        let request = json!({ "AccessToken": self.token, "UserAttributes": attributes });
        self.pool.call("UpdateUserAttributes", request).await
    }

    async fn attribute(&self, name: &str) -> Option<String> {
        self.pool.attribute("ada", name).await
    }
}

#[tokio::test]
async fn attributes_are_written_and_an_empty_value_removes_one() {
    let world = Writer::of(TestPool::new().await).await;
    let answer = world.write(&[("name", "Ada"), ("nickname", "A")]).await;
    assert_eq!(answer.ok(), json!({}), "no list where no code was sent");
    assert_eq!(world.attribute("name").await.as_deref(), Some("Ada"));
    world.write(&[("nickname", "")]).await.ok();
    assert_eq!(world.attribute("nickname").await, None);
    assert_eq!(world.attribute("name").await.as_deref(), Some("Ada"));
    assert_eq!(
        world.pool.look_up("ada").await["UserLastModifiedDate"],
        json!(1_795_176_002.0)
    );
}

#[tokio::test]
async fn a_new_address_is_unverified_and_gets_a_code() {
    let world = Writer::of(TestPool::new().await).await;
    let answer = world.write(&[("email", "new@example.com")]).await.ok();
    assert_eq!(
        answer,
        json!({ "CodeDeliveryDetailsList": [
            { "Destination": "n***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email" }] })
    );
    assert_eq!(
        world.attribute("email_verified").await.as_deref(),
        Some("false")
    );
    assert_eq!(world.pool.messages().await[0].to, "new@example.com");
    assert_eq!(world.pool.messages().await[0].purpose, "verify_email");
    let answer = world.write(&[("phone_number", "+15551234567")]).await.ok();
    assert_eq!(answer, json!({}), "this pool verifies no telephone numbers");
    assert_eq!(
        world.attribute("phone_number_verified").await.as_deref(),
        Some("false")
    );
}

#[tokio::test]
async fn the_same_address_again_changes_nothing() {
    let world = Writer::of(TestPool::new().await).await;
    let sent = world.pool.messages().await.len();
    assert_eq!(
        world.write(&[("email", "ada@example.com")]).await.ok(),
        json!({})
    );
    assert_eq!(
        world.attribute("email_verified").await.as_deref(),
        Some("true")
    );
    assert_eq!(world.pool.messages().await.len(), sent);
}

#[tokio::test]
async fn both_addresses_get_a_code_where_both_are_verified() {
    let both = json!({ "AutoVerifiedAttributes": ["email", "phone_number"] });
    let world = Writer::of(TestPool::with(both, json!({})).await).await;
    let written = [
        ("email", "new@example.com"),
        ("phone_number", "+15551234567"),
    ];
    let answer = world.write(&written).await.ok();
    let list = answer["CodeDeliveryDetailsList"].as_array().unwrap();
    let names: Vec<&Value> = list
        .iter()
        .map(|details| &details["AttributeName"])
        .collect();
    assert_eq!(names, ["email", "phone_number"]);
}

#[tokio::test]
async fn where_the_pool_says_so_the_old_address_stays_until_the_new_one_is_verified() {
    let settings = json!({ "UserAttributeUpdateSettings": { "AttributesRequireVerificationBeforeUpdate": ["email"] } });
    let world = Writer::of(TestPool::with(settings, json!({})).await).await;
    let answer = world.write(&[("email", "new@example.com")]).await.ok();
    assert_eq!(
        answer["CodeDeliveryDetailsList"][0]["Destination"],
        "n***@e***"
    );
    assert_eq!(
        world.attribute("email").await.as_deref(),
        Some("ada@example.com")
    );
    assert_eq!(
        world.attribute("email_verified").await.as_deref(),
        Some("true")
    );
    let code = world.pool.newest_code().await;
    let verify = json!({ "AccessToken": world.token, "AttributeName": "email", "Code": code });
    world.pool.call("VerifyUserAttribute", verify).await.ok();
    assert_eq!(
        world.attribute("email").await.as_deref(),
        Some("new@example.com")
    );
    assert_eq!(
        world.attribute("email_verified").await.as_deref(),
        Some("true")
    );
}

#[tokio::test]
async fn an_address_that_waits_is_dropped_when_the_old_one_is_written_again() {
    let settings = json!({ "UserAttributeUpdateSettings": { "AttributesRequireVerificationBeforeUpdate": ["email"] } });
    let world = Writer::of(TestPool::with(settings, json!({})).await).await;
    world.write(&[("email", "new@example.com")]).await.ok();
    let code = world.pool.newest_code().await;
    world.write(&[("email", "ada@example.com")]).await.ok();
    let verify = json!({ "AccessToken": world.token, "AttributeName": "email", "Code": code });
    assert_eq!(
        world
            .pool
            .call("VerifyUserAttribute", verify)
            .await
            .error()
            .0,
        "ExpiredCodeException"
    );
    assert_eq!(
        world.attribute("email").await.as_deref(),
        Some("ada@example.com")
    );
}

#[tokio::test]
async fn r56_users_write_only_what_the_client_may_and_never_what_is_the_services() {
    let schema = json!({ "Schema": [
        { "Name": "role", "AttributeDataType": "String" },
        { "Name": "plan", "AttributeDataType": "String", "DeveloperOnlyAttribute": true }] });
    let client = json!({ "WriteAttributes": ["email", "name"] });
    let world = Writer::of(TestPool::with(schema, client).await).await;
    for name in [
        "email_verified",
        "phone_number_verified",
        "sub",
        "cognito:groups",
        "cognito:user_status",
        "identities",
        "custom:role",
        "dev:custom:plan",
        "nickname",
    ] {
        for value in ["true", ""] {
            assert_eq!(
                world.write(&[("name", "Eve"), (name, value)]).await.error(),
                (
                    "NotAuthorizedException",
                    "A client attempted to write unauthorized attribute"
                ),
                "{name}"
            );
        }
    }
    assert_eq!(
        world.attribute("name").await,
        None,
        "nothing of it was written"
    );
    world.write(&[("name", "Ada")]).await.ok();
}

#[tokio::test]
async fn what_every_user_must_have_every_client_may_write_but_nobody_remove() {
    let schema = json!({ "Schema": [{ "Name": "email", "Required": true }] });
    let client = json!({ "WriteAttributes": ["name"] });
    let world = Writer::of(TestPool::with(schema, client).await).await;
    world.write(&[("email", "new@example.com")]).await.ok();
    assert_eq!(
        world.write(&[("email", "")]).await.error(),
        (
            "InvalidParameterException",
            "Cannot delete required attribute"
        )
    );
}

#[tokio::test]
async fn what_cannot_change_and_what_the_schema_refuses_is_named() {
    let schema = json!({ "Schema": [
        { "Name": "badge", "AttributeDataType": "String", "Mutable": false },
        { "Name": "age", "AttributeDataType": "Number",
          "NumberAttributeConstraints": { "MinValue": "0", "MaxValue": "150" } }] });
    let world = Writer::of(TestPool::with(schema, json!({})).await).await;
    for (name, value, text) in [
        (
            "custom:badge",
            "7",
            "user.custom:badge: Attribute cannot be updated.\n",
        ),
        (
            "custom:badge",
            "",
            "user.custom:badge: Attribute cannot be updated.\n",
        ),
        (
            "custom:role",
            "x",
            "Attributes did not conform to the schema: Type for attribute {custom:role} could not be determined",
        ),
        (
            "custom:age",
            "151",
            "Attributes did not conform to the schema: custom:age: Number is out of bounds",
        ),
        ("email", "nonsense", "Invalid email address format."),
        ("phone_number", "555", "Invalid phone number format."),
    ] {
        assert_eq!(
            world.write(&[(name, value)]).await.error(),
            ("InvalidParameterException", text),
            "{name}"
        );
    }
    world.write(&[("custom:age", "36")]).await.ok();
}

#[tokio::test]
async fn an_address_as_user_name_can_change_to_one_that_is_free() {
    let pool = TestPool::by_email().await;
    let user = pool.user("ada@example.com").await;
    pool.user("bob@example.com").await;
    let token = pool.sign_in(&user).await["AccessToken"].take();
    let write = |value: &str| {
        let attributes = json!([{ "Name": "email", "Value": value }]);
        pool.call(
            "UpdateUserAttributes",
            json!({ "AccessToken": token, "UserAttributes": attributes }),
        )
    };
    assert_eq!(
        write("BOB@example.com").await.error(),
        (
            "AliasExistsException",
            "An account with the email already exists."
        )
    );
    assert_eq!(
        write("").await.error().1,
        "Cannot delete required attribute",
        "it is the only name"
    );
    write("countess@example.com").await.ok();
    pool.sign_in_with("countess@example.com", poolgate_testkit::PASSWORD)
        .await
        .ok();
    assert_eq!(
        pool.sign_in_with("ada@example.com", poolgate_testkit::PASSWORD)
            .await
            .error()
            .0,
        "NotAuthorizedException"
    );
}
