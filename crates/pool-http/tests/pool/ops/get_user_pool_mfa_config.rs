//! GetUserPoolMfaConfig.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::mfa_world::sms;

#[tokio::test]
async fn a_new_pool_asks_for_no_second_factor() {
    let pool = TestPool::new().await;
    let read = json!({ "UserPoolId": pool.pool_id });
    let settings = pool.admin("GetUserPoolMfaConfig", read).await.ok();
    assert_eq!(settings, json!({ "MfaConfiguration": "OFF" }));
}

#[tokio::test]
async fn a_pool_that_was_made_with_text_messages_uses_them() {
    let configuration = sms()["SmsConfiguration"].clone();
    let settings = json!({ "MfaConfiguration": "OPTIONAL", "SmsConfiguration": configuration });
    let pool = TestPool::with(settings, json!({})).await;
    let read = json!({ "UserPoolId": pool.pool_id });
    let settings = pool.admin("GetUserPoolMfaConfig", read).await.ok();
    assert_eq!(settings["MfaConfiguration"], "OPTIONAL");
    assert_eq!(settings["SmsMfaConfiguration"], sms());
}

#[tokio::test]
async fn a_pool_that_is_not_there_is_not_found() {
    let pool = TestPool::new().await;
    let read = json!({ "UserPoolId": "us-east-1_Nothing00" });
    let answer = pool.admin("GetUserPoolMfaConfig", read).await;
    assert_eq!(answer.error().0, "ResourceNotFoundException");
}
