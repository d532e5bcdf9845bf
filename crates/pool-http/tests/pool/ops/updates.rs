//! UpdateUserPool, AddCustomAttributes, UpdateUserPoolClient, DeleteUserPoolClient.

use poolgate_testkit::{PASSWORD, TestPool};
use serde_json::{Value, json};

async fn describe(pool: &TestPool) -> Value {
    pool.admin("DescribeUserPool", json!({ "UserPoolId": pool.pool_id }))
        .await
        .ok()["UserPool"]
        .take()
}

#[tokio::test]
async fn an_update_of_a_pool_puts_back_what_it_leaves_out_and_keeps_what_cannot_change() {
    let settings = json!({
        "UsernameAttributes": ["email"], "Schema": [{ "Name": "role", "AttributeDataType": "String" }],
        "Policies": { "PasswordPolicy": { "MinimumLength": 12 } }, "EmailVerificationSubject": "Hello",
    });
    let pool = TestPool::with(settings, json!({})).await;
    let before = describe(&pool).await;
    let update = json!({ "UserPoolId": pool.pool_id, "AutoVerifiedAttributes": ["email"], "DeletionProtection": "ACTIVE" });
    assert_eq!(pool.admin("UpdateUserPool", update).await.ok(), json!({}));
    let after = describe(&pool).await;
    for kept in [
        "Id",
        "Name",
        "Arn",
        "CreationDate",
        "SchemaAttributes",
        "UsernameAttributes",
        "UsernameConfiguration",
    ] {
        assert_eq!(before[kept], after[kept], "{kept}");
    }
    assert_eq!(after["DeletionProtection"], "ACTIVE");
    assert_eq!(after["Policies"]["PasswordPolicy"]["MinimumLength"], 8);
    assert_eq!(after.get("EmailVerificationSubject"), None);
}

#[tokio::test]
async fn an_update_counts_for_the_next_request() {
    let pool = TestPool::new().await;
    let update = json!({ "UserPoolId": pool.pool_id, "Policies": { "PasswordPolicy": { "MinimumLength": 20 } } });
    pool.admin("UpdateUserPool", update).await.ok();
    assert_eq!(
        pool.sign_up("ada").await.error().0,
        "InvalidPasswordException"
    );
}

#[tokio::test]
async fn the_end_of_temporary_passwords_is_set_in_one_place() {
    let pool = TestPool::new().await;
    let update = json!({ "UserPoolId": pool.pool_id,
        "AdminCreateUserConfig": { "UnusedAccountValidityDays": 7 },
        "Policies": { "PasswordPolicy": { "TemporaryPasswordValidityDays": 7 } } });
    assert_eq!(
        pool.admin("UpdateUserPool", update).await.error().0,
        "InvalidParameterException"
    );
}

#[tokio::test]
async fn custom_attributes_are_added_for_good() {
    let pool = TestPool::new().await;
    let add = |name: &str| json!({ "UserPoolId": pool.pool_id, "CustomAttributes": [{ "Name": name, "AttributeDataType": "Number", "NumberAttributeConstraints": { "MinValue": "1", "MaxValue": "9" } }] });
    assert_eq!(
        pool.admin("AddCustomAttributes", add("level")).await.ok(),
        json!({})
    );
    assert_eq!(
        pool.admin("AddCustomAttributes", add("level"))
            .await
            .error(),
        (
            "InvalidParameterException",
            "custom:level: Existing attribute already has name custom:level."
        )
    );
    let sign_up = |value: &str| json!({ "ClientId": pool.client_id, "Username": "ada", "Password": PASSWORD, "UserAttributes": [{ "Name": "custom:level", "Value": value }] });
    assert_eq!(
        pool.call("SignUp", sign_up("10")).await.error().0,
        "InvalidParameterException"
    );
    pool.call("SignUp", sign_up("9")).await.ok();
}

#[tokio::test]
async fn an_update_of_a_client_puts_back_what_it_leaves_out_and_keeps_the_secret() {
    let pool = TestPool::with(
        json!({}),
        json!({ "GenerateSecret": true, "AccessTokenValidity": 2, "ReadAttributes": ["email"] }),
    )
    .await;
    let update = json!({ "UserPoolId": pool.pool_id, "ClientId": pool.client_id, "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"] });
    let updated = pool.admin("UpdateUserPoolClient", update).await.ok()["UserPoolClient"].take();
    assert_eq!(
        (&updated["ClientName"], &updated["ClientSecret"]),
        (&json!("test"), &json!(pool.client_secret))
    );
    assert_eq!(
        (
            updated.get("AccessTokenValidity"),
            updated.get("ReadAttributes")
        ),
        (None, None)
    );
    let request = json!({ "UserPoolId": pool.pool_id, "ClientId": pool.client_id });
    assert_eq!(
        pool.admin("DescribeUserPoolClient", request).await.ok()["UserPoolClient"],
        updated
    );
    let bad = json!({ "UserPoolId": pool.pool_id, "ClientId": pool.client_id, "AccessTokenValidity": 25 });
    assert_eq!(
        pool.admin("UpdateUserPoolClient", bad).await.error(),
        (
            "InvalidParameterException",
            "Invalid range for token validity."
        )
    );
}

#[tokio::test]
async fn a_deleted_client_and_its_tokens_count_no_more() {
    let pool = TestPool::new().await;
    let user = pool.user("ada").await;
    let tokens = pool.sign_in(&user).await;
    let request = json!({ "UserPoolId": pool.pool_id, "ClientId": pool.client_id });
    let deleted = pool.admin("DeleteUserPoolClient", request.clone()).await;
    assert_eq!((deleted.status.as_u16(), deleted.text.as_str()), (200, ""));
    assert_eq!(
        pool.admin("DeleteUserPoolClient", request).await.error().0,
        "ResourceNotFoundException"
    );
    assert_eq!(
        pool.sign_in_with("ada", PASSWORD).await.error().0,
        "ResourceNotFoundException"
    );
    let read = pool
        .call("GetUser", json!({ "AccessToken": tokens["AccessToken"] }))
        .await;
    assert_eq!(read.error().0, "NotAuthorizedException");
}
