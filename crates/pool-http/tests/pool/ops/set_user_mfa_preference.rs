//! SetUserMFAPreference.

use serde_json::json;

use super::mfa_world::World;

const INVALID: &str = "InvalidParameterException";

#[tokio::test]
async fn what_is_not_named_stays_and_one_is_preferred() {
    let world = World::optional().await;
    world.with_app().await;
    let email = json!({ "EmailMfaSettings": { "Enabled": true, "PreferredMfa": true } });
    assert_eq!(world.prefer(email).await.ok(), json!({}));
    let request = json!({ "AccessToken": world.token });
    for user in [
        world.look_up().await,
        world.pool.call("GetUser", request).await.ok(),
    ] {
        assert_eq!(
            user["UserMFASettingList"],
            json!(["SOFTWARE_TOKEN_MFA", "EMAIL_OTP"])
        );
        assert_eq!(user["PreferredMfaSetting"], "EMAIL_OTP");
    }
    let off = json!({ "EmailMfaSettings": { "Enabled": false } });
    world.prefer(off).await.ok();
    let user = world.look_up().await;
    assert_eq!(user["UserMFASettingList"], json!(["SOFTWARE_TOKEN_MFA"]));
    assert!(user.get("PreferredMfaSetting").is_none());
}

#[tokio::test]
async fn a_factor_that_the_user_cannot_have_is_refused() {
    let world = World::optional().await;
    let app = json!({ "SoftwareTokenMfaSettings": { "Enabled": true } });
    let answer = world.prefer(app.clone()).await;
    assert_eq!(
        answer.error(),
        (INVALID, "User has not set up software token mfa")
    );
    world.associate().await;
    let answer = world.prefer(app).await;
    assert_eq!(
        answer.error(),
        (INVALID, "User has not verified software token mfa")
    );
    let sms = json!({ "SMSMfaSettings": { "Enabled": true } });
    assert_eq!(world.prefer(sms).await.error().0, INVALID);
    let both = json!({
        "SMSMfaSettings": { "Enabled": true, "PreferredMfa": true },
        "EmailMfaSettings": { "Enabled": true, "PreferredMfa": true }
    });
    assert_eq!(world.prefer(both).await.error().0, INVALID);
    assert!(world.look_up().await.get("UserMFASettingList").is_none());
}

#[tokio::test]
async fn a_factor_that_the_pool_does_not_offer_is_refused() {
    let world = World::with(json!({
        "MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": { "Enabled": true }
    }))
    .await;
    let email = json!({ "EmailMfaSettings": { "Enabled": true } });
    assert_eq!(world.prefer(email).await.error().0, INVALID);
    let off = json!({ "EmailMfaSettings": { "Enabled": false } });
    world.prefer(off).await.ok();
}
