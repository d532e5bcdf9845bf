//! ListUsers.

use std::collections::BTreeSet;

use poolgate_testkit::{Answer, TestPool};
use serde_json::{Value, json};

pub(super) async fn list(pool: &TestPool, more: Value) -> Answer {
    let mut request = json!({ "UserPoolId": pool.pool_id });
    if let (Value::Object(request), Value::Object(more)) = (&mut request, more) {
        request.extend(more);
    }
    pool.admin("ListUsers", request).await
}

pub(super) fn names(answer: &Value) -> Vec<String> {
    let users = answer["Users"].as_array().unwrap();
    users
        .iter()
        .map(|user| user["Username"].as_str().unwrap().to_owned())
        .collect()
}

pub(super) async fn find(pool: &TestPool, filter: &str) -> BTreeSet<String> {
    let answer = list(pool, json!({ "Filter": filter })).await.ok();
    names(&answer).into_iter().collect()
}

pub(super) async fn create(pool: &TestPool, name: &str, attributes: &[(&str, &str)]) {
    let attribute = |(name, value): &(&str, &str)| json!({ "Name": name, "Value": value });
    let attributes: Vec<Value> = attributes.iter().map(attribute).collect();
    let request = json!({ "UserPoolId": pool.pool_id, "Username": name,
        "UserAttributes": attributes, "MessageAction": "SUPPRESS" });
    pool.admin("AdminCreateUser", request).await.ok();
}

/// A pool in which users are created without the work that a password costs.
pub(super) async fn many() -> TestPool {
    let factors = json!({ "AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"] });
    TestPool::with(
        json!({ "Policies": { "SignInPolicy": factors } }),
        json!({}),
    )
    .await
}

async fn change(pool: &TestPool, operation: &str, name: &str) {
    let request = json!({ "UserPoolId": pool.pool_id, "Username": name });
    pool.admin(operation, request).await.ok();
}

async fn world() -> TestPool {
    let pool = TestPool::new().await;
    create(
        &pool,
        "Ada",
        &[
            ("email", "Ada@Example.com"),
            ("name", "Ada \"Countess\" Lovelace"),
            ("given_name", "Ada"),
            ("family_name", "Lovelace"),
            ("phone_number", "+15551234567"),
        ],
    )
    .await;
    create(
        &pool,
        "adam",
        &[
            ("email", "adam@example.com"),
            ("given_name", "\u{c4}dam"),
            ("preferred_username", "first"),
        ],
    )
    .await;
    pool.user("eve").await;
    change(&pool, "AdminDisableUser", "eve").await;
    pool
}

#[tokio::test]
async fn each_attribute_finds_its_users() {
    let pool = world().await;
    let sub = pool.look_up("eve").await["UserAttributes"][0]["Value"]
        .as_str()
        .unwrap()
        .to_owned();
    let by_sub = [
        format!("sub = \"{sub}\""),
        format!("sub ^= \"{}\"", &sub[..13]),
    ];
    for (filter, expected) in [
        ("", &["Ada", "adam", "eve"][..]),
        (r#"username = "Ada""#, &["Ada"]),
        (r#"username = "ada""#, &[]),
        (r#"username ^= "ad""#, &["adam"]),
        (r#"email = "ada@example.com""#, &["Ada"]),
        (r#"email ^= "ADA""#, &["Ada", "adam"]),
        (r#"email ^= """#, &["Ada", "adam", "eve"]),
        (r#"phone_number = "+15551234567""#, &["Ada"]),
        (r#"phone_number ^= """#, &["Ada"]),
        (r#"name = "ada \"countess\" lovelace""#, &["Ada"]),
        (r#"given_name ^= "ä""#, &["adam"]),
        (r#"family_name ^= "love""#, &["Ada"]),
        (r#"preferred_username = "first""#, &["adam"]),
        (r#"cognito:user_status = "confirmed""#, &["eve"]),
        (r#"cognito:user_status ^= "FORCE""#, &["Ada", "adam"]),
        (r#"cognito:user_status ^= """#, &["Ada", "adam", "eve"]),
        (r#"status = "Enabled""#, &["Ada", "adam"]),
        (r#"status = "Disabled""#, &["eve"]),
        (r#"status = "disabled""#, &[]),
        (&by_sub[0], &["eve"]),
        (&by_sub[1], &["eve"]),
    ] {
        let expected = expected.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(find(&pool, filter).await, expected, "{filter}");
    }
}

#[tokio::test]
async fn what_a_filter_finds_follows_every_change() {
    let pool = world().await;
    let write = |attributes: Value| {
        let request =
            json!({ "UserPoolId": pool.pool_id, "Username": "Ada", "UserAttributes": attributes });
        pool.admin("AdminUpdateUserAttributes", request)
    };
    write(json!([{ "Name": "family_name", "Value": "King" }, { "Name": "email", "Value": "" }]))
        .await
        .ok();
    assert!(find(&pool, r#"family_name = "lovelace""#).await.is_empty());
    assert_eq!(find(&pool, r#"family_name = "king""#).await.len(), 1);
    assert!(find(&pool, r#"email ^= "ada@""#).await.is_empty());
    change(&pool, "AdminEnableUser", "eve").await;
    assert!(find(&pool, r#"status = "Disabled""#).await.is_empty());
    change(&pool, "AdminDeleteUser", "Ada").await;
    assert!(find(&pool, r#"family_name = "king""#).await.is_empty());
    assert_eq!(find(&pool, "").await.len(), 2);
}

#[tokio::test]
async fn a_user_is_shown_whole_or_with_the_attributes_that_were_asked_for() {
    let pool = world().await;
    let answer = list(&pool, json!({ "Filter": r#"username = "eve""# }))
        .await
        .ok();
    let user = &answer["Users"][0];
    let known = pool.look_up("eve").await;
    assert_eq!(user["Attributes"], known["UserAttributes"]);
    for member in [
        "Enabled",
        "UserStatus",
        "UserCreateDate",
        "UserLastModifiedDate",
    ] {
        assert_eq!(user[member], known[member], "{member}");
    }
    let asked = json!({ "AttributesToGet": ["email", "sub"] });
    let answer = list(&pool, asked).await.ok();
    for user in answer["Users"].as_array().unwrap() {
        let attributes = user["Attributes"].as_array().unwrap();
        let attributes: Vec<&Value> = attributes.iter().map(|found| &found["Name"]).collect();
        assert_eq!(attributes, ["sub", "email"]);
    }
    let none = list(&pool, json!({ "AttributesToGet": [] })).await.ok();
    assert_eq!(none["Users"][0]["Attributes"], json!([]));
    let missing = (
        "InvalidParameterException",
        "One or more requested attributes do not exist.",
    );
    for name in ["phone_number", "custom:nothing"] {
        let asked = json!({ "AttributesToGet": ["email", name] });
        assert_eq!(list(&pool, asked).await.error(), missing, "{name}");
    }
    let asked = json!({ "AttributesToGet": ["phone_number"], "Filter": r#"username = "Ada""# });
    list(&pool, asked).await.ok();
}

#[tokio::test]
async fn what_is_no_filter_and_no_token_is_refused() {
    let pool = world().await;
    for (request, text) in [
        (json!({ "Filter": "email" }), "Error while parsing filter"),
        (
            json!({ "Filter": "email = ada" }),
            "Error while parsing filter",
        ),
        (
            json!({ "Filter": r#"custom:foo = "a""# }),
            "Invalid search attribute: custom:foo",
        ),
        (
            json!({ "PaginationToken": "nonsense" }),
            "Invalid pagination token",
        ),
        (
            json!({ "Limit": 61 }),
            "1 validation error detected: Value '61' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 60",
        ),
    ] {
        assert_eq!(
            list(&pool, request).await.error(),
            ("InvalidParameterException", text)
        );
    }
    assert_eq!(
        pool.admin("ListUsers", json!({ "UserPoolId": "us-east-1_nowhere" }))
            .await
            .error()
            .0,
        "ResourceNotFoundException"
    );
}

#[tokio::test]
async fn a_token_is_good_for_its_own_parameters_and_an_hour() {
    let pool = world().await;
    let first = json!({ "Limit": 1, "Filter": r#"email ^= "a""# });
    let token = list(&pool, first).await.ok()["PaginationToken"].take();
    let invalid = ("InvalidParameterException", "Invalid pagination token");
    let mut flipped = token.as_str().unwrap().to_owned();
    let last = if flipped.ends_with('A') { 'B' } else { 'A' };
    flipped.pop();
    flipped.push(last);
    for request in [
        json!({ "PaginationToken": token }),
        json!({ "PaginationToken": token, "Filter": r#"email ^= "b""# }),
        json!({ "PaginationToken": token, "Filter": r#"email ^= "a""#, "AttributesToGet": ["email"] }),
        json!({ "PaginationToken": flipped, "Filter": r#"email ^= "a""# }),
    ] {
        assert_eq!(list(&pool, request).await.error(), invalid);
    }
    let own = json!({ "PaginationToken": token, "Filter": r#"email ^= "a""# });
    let page = list(&pool, own.clone()).await.ok();
    assert_eq!(names(&page), ["adam"]);
    assert_eq!(page.get("PaginationToken"), None, "the last page");
    pool.clock.advance_seconds(3600);
    assert_eq!(list(&pool, own).await.error(), invalid);
}

#[tokio::test]
async fn a_limit_of_zero_and_none_at_all_give_sixty() {
    let pool = many().await;
    for number in 0..61 {
        create(&pool, &format!("user{number}"), &[]).await;
    }
    for request in [json!({}), json!({ "Limit": 0 }), json!({ "Limit": 60 })] {
        let page = list(&pool, request).await.ok();
        assert_eq!(names(&page).len(), 60);
        assert!(page["PaginationToken"].is_string());
    }
}
