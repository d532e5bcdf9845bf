//! AdminDeleteUserAttributes.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_attribute_deletions::{admin_delete, delete, signed_in};

#[tokio::test]
async fn an_administrator_deletes_what_no_client_may() {
    let schema = json!({ "Schema": [
        { "Name": "plan", "AttributeDataType": "String", "DeveloperOnlyAttribute": true }] });
    let pool = TestPool::with(schema, json!({})).await;
    let token = signed_in(&pool).await;
    let write = json!({ "UserPoolId": pool.pool_id, "Username": "ada",
        "UserAttributes": [{ "Name": "dev:custom:plan", "Value": "gold" }] });
    pool.admin("AdminUpdateUserAttributes", write).await.ok();
    assert_eq!(
        delete(&pool, &token, &["dev:custom:plan"]).await.error().0,
        "NotAuthorizedException"
    );
    assert_eq!(
        admin_delete(&pool, &["dev:custom:plan"]).await.ok(),
        json!({})
    );
    assert_eq!(pool.attribute("ada", "dev:custom:plan").await, None);
}

#[tokio::test]
async fn unknown_users_and_attributes_are_named_and_nothing_goes() {
    let pool = TestPool::new().await;
    signed_in(&pool).await;
    assert_eq!(
        admin_delete(&pool, &["email", "custom:nothing"])
            .await
            .error()
            .0,
        "InvalidParameterException"
    );
    assert_eq!(
        pool.attribute("ada", "email").await.as_deref(),
        Some("ada@example.com")
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
