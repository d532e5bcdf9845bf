//! AdminSetUserSettings.

use poolgate_testkit::TestPool;
use serde_json::{Value, json};

use super::make_groups::call;

/// The one option there is.
pub(super) fn sms() -> Value {
    json!([{ "DeliveryMedium": "SMS", "AttributeName": "phone_number" }])
}

/// A pool with codes by text message, and a user with a telephone.
pub(super) async fn with_telephone() -> TestPool {
    let pool = TestPool::new().await;
    let mfa = json!({
        "MfaConfiguration": "OPTIONAL",
        "SmsMfaConfiguration": { "SmsConfiguration": {
            "SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "x" } },
    });
    call(&pool, "SetUserPoolMfaConfig", mfa).await.ok();
    pool.user("ada").await;
    let telephone = json!({ "Username": "ada", "UserAttributes": [
        { "Name": "phone_number", "Value": "+491701234567" },
        { "Name": "phone_number_verified", "Value": "true" },
    ] });
    call(&pool, "AdminUpdateUserAttributes", telephone)
        .await
        .ok();
    pool
}

#[tokio::test]
async fn codes_by_text_message_are_turned_on_and_off() {
    let pool = with_telephone().await;
    for (options, expected) in [(sms(), json!(["SMS_MFA"])), (json!([]), Value::Null)] {
        let settings = json!({ "Username": "ada", "MFAOptions": options });
        let set = call(&pool, "AdminSetUserSettings", settings).await;
        assert_eq!(set.ok(), json!({}));
        assert_eq!(pool.look_up("ada").await["UserMFASettingList"], expected);
    }
}

#[tokio::test]
async fn other_options_and_unknown_users_are_refused() {
    let pool = with_telephone().await;
    for (user, options, exception) in [
        (
            "ada",
            json!([{ "DeliveryMedium": "EMAIL", "AttributeName": "email" }]),
            "InvalidParameterException",
        ),
        (
            "ada",
            json!([{ "DeliveryMedium": "SMS", "AttributeName": "email" }]),
            "InvalidParameterException",
        ),
        ("eve", sms(), "UserNotFoundException"),
    ] {
        let settings = json!({ "Username": user, "MFAOptions": options });
        let refused = call(&pool, "AdminSetUserSettings", settings).await;
        assert_eq!(refused.error().0, exception);
    }
}
