//! GetUserAuthFactors.

use serde_json::json;

use super::mfa_world::World;

#[tokio::test]
async fn first_and_second_factors_are_told() {
    let world = World::optional().await;
    let request = json!({ "AccessToken": world.token });
    let factors = world
        .pool
        .call("GetUserAuthFactors", request.clone())
        .await
        .ok();
    assert_eq!(
        factors,
        json!({ "Username": "ada", "ConfiguredUserAuthFactors": ["PASSWORD"] })
    );
    world.with_app().await;
    let update = json!({
        "UserPoolId": world.pool.pool_id, "MfaConfiguration": "OPTIONAL",
        "Policies": { "SignInPolicy": { "AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP", "SMS_OTP"] } }
    });
    world.pool.admin("UpdateUserPool", update).await.ok();
    let factors = world.pool.call("GetUserAuthFactors", request).await.ok();
    assert_eq!(
        factors,
        json!({
            "Username": "ada", "ConfiguredUserAuthFactors": ["PASSWORD", "EMAIL_OTP"],
            "PreferredMfaSetting": "SOFTWARE_TOKEN_MFA", "UserMFASettingList": ["SOFTWARE_TOKEN_MFA"]
        })
    );
}
