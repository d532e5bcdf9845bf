//! CreateUserPool, DescribeUserPool, ListUserPools, DeleteUserPool.

use poolgate_testkit::TestPool;
use serde_json::{Value, json};

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
async fn users_are_counted() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    pool.user("bob").await;
    pool.admin(
        "AdminDeleteUser",
        json!({ "UserPoolId": pool.pool_id, "Username": "bob" }),
    )
    .await
    .ok();
    let described = pool
        .admin("DescribeUserPool", json!({ "UserPoolId": pool.pool_id }))
        .await
        .ok();
    assert_eq!(described["UserPool"]["EstimatedNumberOfUsers"], 1);
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

#[tokio::test]
async fn lists_come_in_pages_and_hold_the_callers_region_alone() {
    let world = TestPool::empty();
    for number in 0..5 {
        world
            .admin(
                "CreateUserPool",
                json!({ "PoolName": format!("pool {number}") }),
            )
            .await
            .ok();
    }
    let mut names = Vec::new();
    let mut token = Value::Null;
    loop {
        let page = world
            .admin(
                "ListUserPools",
                json!({ "MaxResults": 2, "NextToken": token }),
            )
            .await
            .ok();
        names.extend(
            page["UserPools"]
                .as_array()
                .unwrap()
                .iter()
                .map(|pool| pool["Name"].as_str().unwrap().to_owned()),
        );
        token = page["NextToken"].clone();
        if token.is_null() {
            break;
        }
    }
    names.sort();
    assert_eq!(names, ["pool 0", "pool 1", "pool 2", "pool 3", "pool 4"]);
    let bad = world
        .admin(
            "ListUserPools",
            json!({ "MaxResults": 2, "NextToken": "!!" }),
        )
        .await;
    assert_eq!(bad.error().0, "InvalidParameterException");
}

#[tokio::test]
async fn a_deleted_pool_is_gone_with_its_users_and_a_protected_one_stays() {
    let pool = TestPool::new().await;
    let user = pool.user("ada").await;
    let tokens = pool.sign_in(&user).await;
    let id = json!({ "UserPoolId": pool.pool_id });
    let deleted = pool.admin("DeleteUserPool", id.clone()).await;
    assert_eq!((deleted.status.as_u16(), deleted.text.as_str()), (200, ""));
    let text = format!("User pool {} does not exist.", pool.pool_id);
    assert_eq!(
        pool.admin("DescribeUserPool", id.clone()).await.error(),
        ("ResourceNotFoundException", text.as_str())
    );
    assert_eq!(
        pool.admin("DeleteUserPool", id).await.error(),
        ("ResourceNotFoundException", text.as_str())
    );
    let read = pool
        .call("GetUser", json!({ "AccessToken": tokens["AccessToken"] }))
        .await;
    assert_eq!(read.error().0, "NotAuthorizedException");
    assert_eq!(
        pool.sign_in_with("ada", "x").await.error().0,
        "ResourceNotFoundException"
    );

    let pool = TestPool::with(json!({ "DeletionProtection": "ACTIVE" }), json!({})).await;
    let answer = pool
        .admin("DeleteUserPool", json!({ "UserPoolId": pool.pool_id }))
        .await;
    assert_eq!(answer.error().0, "InvalidParameterException");
    pool.admin("DescribeUserPool", json!({ "UserPoolId": pool.pool_id }))
        .await
        .ok();
}

#[tokio::test]
async fn every_member_that_was_given_comes_back() {
    let members = json!({
        "AutoVerifiedAttributes": ["email"], "MfaConfiguration": "OFF", "UserPoolTags": { "team": "identity" },
        "EmailVerificationMessage": "Code {####}", "EmailVerificationSubject": "Hello", "UserPoolTier": "LITE",
        "AccountRecoverySetting": { "RecoveryMechanisms": [{ "Priority": 1, "Name": "verified_email" }] },
        "UserPoolAddOns": { "AdvancedSecurityMode": "OFF" }, "DeviceConfiguration": { "ChallengeRequiredOnNewDevice": true },
    });
    let pool = TestPool::with(members.clone(), json!({})).await;
    let described = pool
        .admin("DescribeUserPool", json!({ "UserPoolId": pool.pool_id }))
        .await
        .ok()["UserPool"]
        .take();
    for (name, value) in members.as_object().unwrap() {
        assert_eq!(&described[name], value, "{name}");
    }
    assert_eq!(
        described["VerificationMessageTemplate"]["EmailMessage"],
        "Code {####}"
    );
    pool.sign_up("ada").await.ok();
    let message = pool.messages().await.remove(0);
    assert_eq!(
        (message.subject, message.text),
        (
            "Hello".to_owned(),
            format!("Code {}", message.code.unwrap())
        )
    );
}
