//! SetUserSettings.

use serde_json::{Value, json};

use super::admin_set_user_settings::{sms, with_telephone};
use poolgate_testkit::PASSWORD;

#[tokio::test]
async fn a_user_turns_codes_by_text_message_on_and_off() {
    let pool = with_telephone().await;
    let tokens = pool.sign_in_with("ada", PASSWORD).await.ok();
    let token = &tokens["AuthenticationResult"]["AccessToken"];
    for (options, expected) in [(sms(), json!(["SMS_MFA"])), (json!([]), Value::Null)] {
        let settings = json!({ "AccessToken": token, "MFAOptions": options });
        assert_eq!(pool.call("SetUserSettings", settings).await.ok(), json!({}));
        assert_eq!(pool.look_up("ada").await["UserMFASettingList"], expected);
    }
    let other = json!({ "AccessToken": token, "MFAOptions": [{ "DeliveryMedium": "EMAIL" }] });
    let refused = pool.call("SetUserSettings", other).await;
    assert_eq!(refused.error().0, "InvalidParameterException");
}
