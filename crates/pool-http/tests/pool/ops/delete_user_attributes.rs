//! DeleteUserAttributes.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_attribute_deletions::{admin_delete, delete, signed_in};

#[tokio::test]
async fn an_attribute_goes_and_with_an_address_its_flag_and_its_alias() {
    let aliases = json!({ "AliasAttributes": ["email"] });
    let pool = TestPool::with(aliases, json!({})).await;
    let token = signed_in(&pool).await;
    assert_eq!(pool.look_up("ada@example.com").await["Username"], "ada");
    let answer = delete(&pool, &token, &["email", "nickname"]).await;
    assert_eq!(answer.ok(), json!({}));
    assert_eq!(pool.attribute("ada", "email").await, None);
    assert_eq!(pool.attribute("ada", "email_verified").await, None);
    let by_alias = json!({ "UserPoolId": pool.pool_id, "Username": "ada@example.com" });
    assert_eq!(
        pool.admin("AdminGetUser", by_alias).await.error().0,
        "UserNotFoundException"
    );
}

#[tokio::test]
async fn r56_users_delete_only_what_the_client_may_write() {
    let client = json!({ "WriteAttributes": ["name"] });
    let pool = TestPool::with(json!({}), client).await;
    let request = json!({ "ClientId": pool.client_id, "Username": "ada", "Password": poolgate_testkit::PASSWORD,
        "UserAttributes": [{ "Name": "name", "Value": "Ada" }] });
    pool.call("SignUp", request).await.ok();
    let user = json!({ "UserPoolId": pool.pool_id, "Username": "ada" });
    pool.admin("AdminConfirmSignUp", user).await.ok();
    let tokens = pool
        .sign_in_with("ada", poolgate_testkit::PASSWORD)
        .await
        .ok();
    let token = &tokens["AuthenticationResult"]["AccessToken"];
    for name in ["sub", "email", "email_verified", "custom:role"] {
        assert_eq!(
            delete(&pool, token, &["name", name]).await.error(),
            (
                "NotAuthorizedException",
                "A client attempted to write unauthorized attribute"
            ),
            "{name}"
        );
    }
    delete(&pool, token, &["name"]).await.ok();
}

#[tokio::test]
async fn required_fixed_and_unknown_attributes_are_refused() {
    let schema = json!({ "Schema": [
        { "Name": "email", "Required": true },
        { "Name": "badge", "AttributeDataType": "String", "Mutable": false }] });
    let pool = TestPool::with(schema, json!({})).await;
    let token = signed_in(&pool).await;
    for (names, text) in [
        (&["email"][..], "Cannot delete required attribute"),
        (
            &["custom:badge"],
            "user.custom:badge: Attribute cannot be updated.\n",
        ),
        (
            &["custom:a", "custom:b", "name"],
            "Invalid user attributes: user.custom:a: Attribute does not exist in the schema.\nuser.custom:b: Attribute does not exist in the schema.\n",
        ),
    ] {
        let refused = ("InvalidParameterException", text);
        assert_eq!(admin_delete(&pool, names).await.error(), refused);
        assert_eq!(delete(&pool, &token, names).await.error(), refused);
    }
    assert_eq!(
        admin_delete(&pool, &["sub"]).await.error().1,
        "user.sub: Attribute cannot be updated.\n"
    );
    let unknown =
        json!({ "UserPoolId": pool.pool_id, "Username": "nobody", "UserAttributeNames": ["name"] });
    assert_eq!(
        pool.admin("AdminDeleteUserAttributes", unknown)
            .await
            .error(),
        ("UserNotFoundException", "User does not exist.")
    );
}
