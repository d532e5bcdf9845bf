//! DescribeUserPool.
//!
//! Differs: `EstimatedNumberOfUsers` is the exact number.

use poolgate_testkit::TestPool;
use serde_json::json;

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
async fn an_unknown_pool_is_named() {
    let world = TestPool::empty();
    let request = json!({ "UserPoolId": "us-east-1_nowhere" });
    assert_eq!(
        world.admin("DescribeUserPool", request).await.error(),
        (
            "ResourceNotFoundException",
            "User pool us-east-1_nowhere does not exist."
        )
    );
}
