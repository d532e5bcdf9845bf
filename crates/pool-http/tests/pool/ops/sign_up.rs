//! SignUp.
//!
//! Differs: no daily limit of mails, since they leave by your own server.

use poolgate_testkit::{PASSWORD, TestPool};
use serde_json::{Value, json};

fn request(pool: &TestPool, name: &str, changes: Value) -> Value {
    let mut request = json!({
        "ClientId": pool.client_id, "Username": name, "Password": PASSWORD,
        "UserAttributes": [{ "Name": "email", "Value": "ada@example.com" }],
    });
    if let (Value::Object(request), Value::Object(changes)) = (&mut request, changes) {
        request.extend(changes);
    }
    request
}

#[tokio::test]
async fn a_new_user_is_unconfirmed_and_gets_a_code() {
    let pool = TestPool::new().await;
    let answer = pool
        .call("SignUp", request(&pool, "ada", json!({})))
        .await
        .ok();
    assert_eq!(answer["UserConfirmed"], false);
    assert_eq!(
        answer["CodeDeliveryDetails"],
        json!({ "Destination": "a***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email" })
    );
    let message = pool.messages().await.remove(0);
    assert_eq!(
        (message.to.as_str(), message.purpose.as_str()),
        ("ada@example.com", "sign_up")
    );
    let code = message.code.unwrap();
    assert!(
        code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()),
        "{code}"
    );
    assert!(message.text.contains(&code));
    let user = pool
        .admin(
            "AdminGetUser",
            json!({ "UserPoolId": pool.pool_id, "Username": "ada" }),
        )
        .await
        .ok();
    assert_eq!(
        (&user["UserStatus"], &user["Enabled"]),
        (&json!("UNCONFIRMED"), &json!(true))
    );
    assert_eq!(
        user["UserAttributes"][0],
        json!({ "Name": "sub", "Value": answer["UserSub"] })
    );
}

#[tokio::test]
async fn a_taken_name_is_refused_whatever_the_case_where_case_does_not_count() {
    let pool = TestPool::with(
        json!({ "UsernameConfiguration": { "CaseSensitive": false } }),
        json!({}),
    )
    .await;
    pool.sign_up("ada").await.ok();
    for name in ["ada", "ADA", "\u{ff41}da"] {
        let answer = pool.call("SignUp", request(&pool, name, json!({}))).await;
        assert_eq!(
            answer.error(),
            ("UsernameExistsException", "User already exists"),
            "{name}"
        );
    }
}

#[tokio::test]
async fn an_address_as_user_name_becomes_an_attribute_and_the_sub_the_name() {
    let pool = TestPool::by_email().await;
    let sub = pool.sign_up("Ada@Example.com").await.ok()["UserSub"].clone();
    let user = pool
        .admin(
            "AdminGetUser",
            json!({ "UserPoolId": pool.pool_id, "Username": "ada@example.com" }),
        )
        .await
        .ok();
    assert_eq!(user["Username"], sub);
    assert!(
        user["UserAttributes"]
            .as_array()
            .unwrap()
            .contains(&json!({ "Name": "email", "Value": "Ada@Example.com" }))
    );
    assert_eq!(
        pool.sign_up("ada@EXAMPLE.com").await.error(),
        (
            "UsernameExistsException",
            "An account with the given email already exists."
        )
    );
    let answer = pool.call("SignUp", request(&pool, "ada", json!({}))).await;
    assert_eq!(
        answer.error(),
        ("InvalidParameterException", "Username should be an email.")
    );
}

#[tokio::test]
async fn the_password_policy_is_applied_one_rule_at_a_time() {
    let pool = TestPool::new().await;
    for (password, fault) in [
        ("aA1!", "Password not long enough"),
        ("abcdefgh", "Password must have numeric characters"),
        ("abcdefg1", "Password must have symbol characters"),
        ("abcdef1!", "Password must have uppercase characters"),
        ("ABCDEF1!", "Password must have lowercase characters"),
    ] {
        let answer = pool
            .call(
                "SignUp",
                request(&pool, "ada", json!({ "Password": password })),
            )
            .await;
        let text = format!("Password did not conform with policy: {fault}");
        assert_eq!(answer.error(), ("InvalidPasswordException", text.as_str()));
    }
}

#[tokio::test]
async fn attributes_must_be_in_the_schema_and_well_formed() {
    let pool = TestPool::with(
        json!({ "Schema": [{ "Name": "name", "Required": true }] }),
        json!({}),
    )
    .await;
    let with = |name: &str, value: &str| json!({ "UserAttributes": [{ "Name": name, "Value": value }, { "Name": "name", "Value": "Ada" }] });
    for (attributes, text) in [
        (
            with("custom:role", "x"),
            "Attributes did not conform to the schema: Type for attribute {custom:role} could not be determined",
        ),
        (with("email", "nonsense"), "Invalid email address format."),
        (with("phone_number", "555"), "Invalid phone number format."),
        (
            json!({ "UserAttributes": [] }),
            "Attributes did not conform to the schema: name: The attribute is required",
        ),
    ] {
        let answer = pool.call("SignUp", request(&pool, "ada", attributes)).await;
        assert_eq!(answer.error(), ("InvalidParameterException", text));
    }
}

#[tokio::test]
async fn no_code_is_sent_where_the_pool_verifies_nothing() {
    let pool = TestPool::with(json!({ "AutoVerifiedAttributes": [] }), json!({})).await;
    let answer = pool.sign_up("ada").await.ok();
    assert_eq!(answer.get("CodeDeliveryDetails"), None);
    assert!(pool.messages().await.is_empty());
}

#[tokio::test]
async fn sign_up_can_be_closed() {
    let config = json!({ "AdminCreateUserConfig": { "AllowAdminCreateUserOnly": true } });
    let pool = TestPool::with(config, json!({})).await;
    let answer = pool.sign_up("ada").await;
    assert_eq!(
        answer.error(),
        (
            "NotAuthorizedException",
            "SignUp is not permitted for this user pool"
        )
    );
}

#[tokio::test]
async fn an_unknown_client_is_named() {
    let pool = TestPool::new().await;
    let answer = pool
        .call(
            "SignUp",
            request(&pool, "ada", json!({ "ClientId": "nobody" })),
        )
        .await;
    assert_eq!(
        answer.error(),
        (
            "ResourceNotFoundException",
            "User pool client nobody does not exist."
        )
    );
}

#[tokio::test]
async fn r56_what_only_the_service_writes_cannot_be_set_by_a_user() {
    let pool = TestPool::with(
        json!({ "Schema": [{ "Name": "role", "AttributeDataType": "String" }] }),
        json!({ "WriteAttributes": ["email", "name"] }),
    )
    .await;
    for name in [
        "email_verified",
        "phone_number_verified",
        "sub",
        "cognito:groups",
        "cognito:user_status",
        "identities",
        "custom:role",
        "dev:custom:role",
    ] {
        let attributes = json!({ "UserAttributes": [{ "Name": name, "Value": "true" }] });
        let answer = pool.call("SignUp", request(&pool, "ada", attributes)).await;
        assert_eq!(
            answer.error(),
            (
                "NotAuthorizedException",
                "A client attempted to write unauthorized attribute"
            ),
            "{name}"
        );
    }
    assert_eq!(
        pool.sign_up("ada").await.ok()["UserConfirmed"],
        false,
        "nothing was half written before"
    );
}

#[tokio::test]
async fn a_preferred_user_name_that_is_an_alias_comes_only_after_confirmation() {
    let aliases = json!({ "AliasAttributes": ["preferred_username"] });
    let pool = TestPool::with(aliases, json!({})).await;
    let attributes =
        json!({ "UserAttributes": [{ "Name": "preferred_username", "Value": "countess" }] });
    let text = "Preferred username cannot be provided for unconfirmed account, since user pool is configured for preferred username alias.";
    assert_eq!(
        pool.call("SignUp", request(&pool, "ada", attributes.clone()))
            .await
            .error(),
        ("InvalidParameterException", text)
    );
    let pool = TestPool::new().await;
    pool.call("SignUp", request(&pool, "ada", attributes))
        .await
        .ok();
}

#[tokio::test]
async fn the_address_that_is_taken_is_named_where_two_kinds_serve_as_user_name() {
    let names = json!({ "UsernameAttributes": ["email", "phone_number"] });
    let pool = TestPool::with(names, json!({})).await;
    let phone = json!({ "UserAttributes": [{ "Name": "phone_number", "Value": "+15551234567" }] });
    pool.call("SignUp", request(&pool, "ada@example.com", phone.clone()))
        .await
        .ok();
    assert_eq!(
        pool.call("SignUp", request(&pool, "bob@example.com", phone))
            .await
            .error(),
        (
            "UsernameExistsException",
            "An account with the given phone_number already exists."
        )
    );
}

#[tokio::test]
async fn a_user_name_that_is_another_users_alias_or_sub_is_taken() {
    let aliases = json!({ "AliasAttributes": ["preferred_username"] });
    let pool = TestPool::with(aliases, json!({})).await;
    let ada = pool.user("ada").await;
    let set = json!({ "UserPoolId": pool.pool_id, "Username": "ada",
        "UserAttributes": [{ "Name": "preferred_username", "Value": "countess" }] });
    pool.admin("AdminUpdateUserAttributes", set).await.ok();
    for name in ["countess", ada.sub.as_str()] {
        assert_eq!(
            pool.call("SignUp", request(&pool, name, json!({})))
                .await
                .error(),
            ("UsernameExistsException", "User already exists")
        );
    }
}
