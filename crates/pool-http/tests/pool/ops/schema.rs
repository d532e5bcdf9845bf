//! What a schema can be, in CreateUserPool and AddCustomAttributes, and what it holds values to.

use poolgate_testkit::TestPool;
use serde_json::{Value, json};

fn text(min: &str, max: &str) -> Value {
    json!({ "Name": "x", "AttributeDataType": "String",
        "StringAttributeConstraints": { "MinLength": min, "MaxLength": max } })
}

fn number(min: &str, max: &str) -> Value {
    json!({ "Name": "x", "AttributeDataType": "Number",
        "NumberAttributeConstraints": { "MinValue": min, "MaxValue": max } })
}

#[tokio::test]
async fn bounds_are_numbers_in_order() {
    let pool = TestPool::new().await;
    let long = "user.custom:x: String attributes cannot have a length of more than 2048";
    for (attribute, refusal) in [
        (
            text("many", "9"),
            "Invalid StringMinLength for schema attribute custom:x",
        ),
        (
            text("1", "-1"),
            "Invalid StringMaxLength for schema attribute custom:x",
        ),
        (text("1", "2049"), long),
        (text("2049", "1"), long),
        (
            text("5", "4"),
            "user.custom:x: Max length cannot be less than min length.",
        ),
        (
            number("few", "9"),
            "Invalid NumberMinValue for schema attribute custom:x",
        ),
        (
            number("1", "1e3"),
            "Invalid NumberMaxValue for schema attribute custom:x",
        ),
        (
            number("5", "4"),
            "user.custom:x: Max value cannot be less than min value.",
        ),
    ] {
        let expected = ("InvalidParameterException", refusal);
        let create = json!({ "PoolName": "refused", "Schema": [attribute] });
        let created = pool.admin("CreateUserPool", create).await;
        assert_eq!(created.error(), expected);
        let add = json!({ "UserPoolId": pool.pool_id, "CustomAttributes": [attribute] });
        let added = pool.admin("AddCustomAttributes", add).await;
        assert_eq!(added.error(), expected);
    }
}

#[tokio::test]
async fn bounds_of_standard_attributes_are_checked_too() {
    let world = TestPool::empty();
    let attribute = json!({ "Name": "email", "StringAttributeConstraints": { "MinLength": "9", "MaxLength": "8" } });
    let create = json!({ "PoolName": "refused", "Schema": [attribute] });
    assert_eq!(
        world.admin("CreateUserPool", create).await.error(),
        (
            "InvalidParameterException",
            "user.email: Max length cannot be less than min length."
        )
    );
}

#[tokio::test]
async fn bounds_at_the_edge_are_fine() {
    let world = TestPool::empty();
    for attribute in [
        text("0", "2048"),
        text("4", "4"),
        text("", ""),
        number("-5", "-5"),
        json!({ "Name": "x", "AttributeDataType": "Boolean" }),
    ] {
        let create = json!({ "PoolName": "fine", "Schema": [attribute] });
        world.admin("CreateUserPool", create).await.ok();
    }
}

#[tokio::test]
async fn a_birthdate_is_a_day() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    let write = async |value: &str| {
        let attributes = json!([{ "Name": "birthdate", "Value": value }]);
        let request =
            json!({ "UserPoolId": pool.pool_id, "Username": "ada", "UserAttributes": attributes });
        pool.admin("AdminUpdateUserAttributes", request).await
    };
    write("1815-12-10").await.ok();
    for value in ["1815/12/10", "1815-13-10", "10-12-1815"] {
        assert_eq!(
            write(value).await.error(),
            ("InvalidParameterException", "Invalid birthdate format.")
        );
    }
    let kept = pool.attribute("ada", "birthdate").await;
    assert_eq!(kept.as_deref(), Some("1815-12-10"));
}
