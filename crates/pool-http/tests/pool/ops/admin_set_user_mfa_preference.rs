//! AdminSetUserMFAPreference.

use serde_json::json;

use super::mfa_world::World;

#[tokio::test]
async fn an_administrator_turns_factors_on_and_off() {
    let world = World::optional().await;
    let request = json!({
        "UserPoolId": world.pool.pool_id, "Username": "ada",
        "EmailMfaSettings": { "Enabled": true, "PreferredMfa": true }
    });
    let answer = world.pool.admin("AdminSetUserMFAPreference", request).await;
    assert_eq!(answer.ok(), json!({}));
    assert_eq!(world.sign_in().await["ChallengeName"], "EMAIL_OTP");
    let request = json!({
        "UserPoolId": world.pool.pool_id, "Username": "ada", "EmailMfaSettings": { "Enabled": false }
    });
    world
        .pool
        .admin("AdminSetUserMFAPreference", request)
        .await
        .ok();
    assert!(world.sign_in().await["AuthenticationResult"].is_object());
}

#[tokio::test]
async fn what_the_user_could_not_do_an_administrator_cannot_either() {
    let world = World::optional().await;
    let request = json!({
        "UserPoolId": world.pool.pool_id, "Username": "ada",
        "SoftwareTokenMfaSettings": { "Enabled": true }
    });
    let answer = world.pool.admin("AdminSetUserMFAPreference", request).await;
    assert_eq!(answer.error().0, "InvalidParameterException");
    let request = json!({ "UserPoolId": world.pool.pool_id, "Username": "nobody" });
    let answer = world.pool.admin("AdminSetUserMFAPreference", request).await;
    assert_eq!(answer.error().0, "UserNotFoundException");
}
