//! AddCustomAttributes.

use poolgate_testkit::{PASSWORD, TestPool};
use serde_json::json;

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
