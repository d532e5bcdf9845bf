//! CreateUserPool.
//!
//! Differs: `UserPoolTier` is stored and closes no feature, since nothing is billed.

use poolgate_testkit::TestPool;
use serde_json::json;

#[tokio::test]
async fn a_pool_is_described_with_cognitos_defaults() {
    let world = TestPool::empty();
    let created = world
        .admin("CreateUserPool", json!({ "PoolName": "plain" }))
        .await
        .ok()["UserPool"]
        .take();
    let id = created["Id"].as_str().unwrap();
    assert!(id.starts_with("us-east-1_") && id.len() == 19, "{id}");
    assert_eq!(
        created["Arn"],
        format!("arn:aws:cognito-idp:us-east-1:123456789012:userpool/{id}")
    );
    assert_eq!(
        created["Policies"],
        json!({
            "PasswordPolicy": {
                "MinimumLength": 8, "RequireUppercase": true, "RequireLowercase": true, "RequireNumbers": true,
                "RequireSymbols": true, "TemporaryPasswordValidityDays": 7,
            },
            "SignInPolicy": { "AllowedFirstAuthFactors": ["PASSWORD"] },
        })
    );
    assert_eq!(
        (&created["DeletionProtection"], &created["MfaConfiguration"]),
        (&json!("INACTIVE"), &json!("OFF"))
    );
    assert_eq!(
        created["UsernameConfiguration"],
        json!({ "CaseSensitive": true })
    );
    assert_eq!(created["SchemaAttributes"].as_array().unwrap().len(), 20);
    let described = world
        .admin("DescribeUserPool", json!({ "UserPoolId": id }))
        .await
        .ok()["UserPool"]
        .take();
    assert_eq!(described["EstimatedNumberOfUsers"], 0);
    assert_eq!(described["SchemaAttributes"], created["SchemaAttributes"]);
}

#[tokio::test]
async fn contradictory_schemas_are_refused_with_the_known_texts() {
    let world = TestPool::empty();
    for (members, text) in [
        (
            json!({ "Schema": [{ "Name": "x", "AttributeDataType": "String", "Required": true }] }),
            "Required custom attributes are not supported currently.",
        ),
        (
            json!({ "Schema": [{ "Name": "x" }] }),
            "Invalid AttributeDataType input, consider using the provided AttributeDataType enum.",
        ),
        (
            json!({ "Schema": [{ "Name": "email", "AttributeDataType": "Number" }] }),
            "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute email",
        ),
    ] {
        let mut request = members;
        request["PoolName"] = json!("bad");
        assert_eq!(
            world.admin("CreateUserPool", request).await.error(),
            ("InvalidParameterException", text)
        );
    }
}
