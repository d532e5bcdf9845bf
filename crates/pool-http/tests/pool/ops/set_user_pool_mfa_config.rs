//! SetUserPoolMfaConfig.
//!
//! Differs: no IAM role is needed for text messages; they leave as `[sms]` says.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::mfa_world::sms;

const INVALID: &str = "InvalidParameterException";

#[tokio::test]
async fn the_settings_are_answered_read_back_and_survive() {
    let pool = TestPool::new().await;
    let request = json!({
        "UserPoolId": pool.pool_id, "MfaConfiguration": "OPTIONAL",
        "SoftwareTokenMfaConfiguration": { "Enabled": true },
        "EmailMfaConfiguration": { "Message": "Sign in with {####}.", "Subject": "Your code" },
        "SmsMfaConfiguration": sms()
    });
    let answer = pool
        .admin("SetUserPoolMfaConfig", request.clone())
        .await
        .ok();
    let mut expected = request;
    expected
        .as_object_mut()
        .expect("an object")
        .remove("UserPoolId");
    assert_eq!(answer, expected);
    let pool = pool.restart();
    let read = json!({ "UserPoolId": pool.pool_id });
    let settings = pool.admin("GetUserPoolMfaConfig", read.clone()).await.ok();
    assert_eq!(settings, expected);
    let described = pool.admin("DescribeUserPool", read).await.ok();
    assert_eq!(described["UserPool"]["MfaConfiguration"], "OPTIONAL");
}

#[tokio::test]
async fn other_changes_of_the_pool_leave_the_settings_alone() {
    let pool = TestPool::new().await;
    let request = json!({
        "UserPoolId": pool.pool_id, "MfaConfiguration": "ON",
        "SoftwareTokenMfaConfiguration": { "Enabled": true }
    });
    pool.admin("SetUserPoolMfaConfig", request).await.ok();
    let request = json!({
        "UserPoolId": pool.pool_id,
        "CustomAttributes": [{ "Name": "team", "AttributeDataType": "String" }]
    });
    pool.admin("AddCustomAttributes", request).await.ok();
    let read = json!({ "UserPoolId": pool.pool_id });
    let settings = pool.admin("GetUserPoolMfaConfig", read.clone()).await.ok();
    assert_eq!(settings["SoftwareTokenMfaConfiguration"]["Enabled"], true);
    assert_eq!(settings["MfaConfiguration"], "ON");
    // What UpdateUserPool leaves out goes back to its default.
    pool.admin("UpdateUserPool", read.clone()).await.ok();
    let settings = pool.admin("GetUserPoolMfaConfig", read).await.ok();
    assert_eq!(settings["MfaConfiguration"], "OFF");
}

#[tokio::test]
async fn what_cannot_stand_together_is_refused() {
    let pool = TestPool::new().await;
    for (mut request, text) in [
        (
            json!({ "MfaConfiguration": "ON" }),
            "At least one of [SmsMfaConfiguration] or [SoftwareTokenMfaConfiguration] must be provided.",
        ),
        (
            json!({ "MfaConfiguration": "ON", "SmsMfaConfiguration": {} }),
            "[SmsConfiguration] is a required member of [SoftwareTokenMfaConfiguration].",
        ),
    ] {
        request["UserPoolId"] = json!(pool.pool_id);
        let answer = pool.admin("SetUserPoolMfaConfig", request).await;
        assert_eq!(answer.error(), (INVALID, text));
    }
    let request = json!({ "UserPoolId": pool.pool_id, "MfaConfiguration": "MAYBE" });
    let answer = pool.admin("SetUserPoolMfaConfig", request).await;
    assert_eq!(answer.error().0, INVALID);
    let request = json!({ "UserPoolId": "us-east-1_Nothing00", "MfaConfiguration": "OFF" });
    let answer = pool.admin("SetUserPoolMfaConfig", request).await;
    assert_eq!(answer.error().0, "ResourceNotFoundException");
}
