//! AdminDeleteSoftwareToken.

use serde_json::json;

use super::mfa_world::World;

#[tokio::test]
async fn a_lost_phone_is_no_longer_asked_for() {
    let world = World::optional().await;
    world.with_app().await;
    let request = json!({ "UserPoolId": world.pool.pool_id, "Username": "ada" });
    let answer = world.pool.admin("AdminDeleteSoftwareToken", request).await;
    assert_eq!(answer.ok(), json!({}));
    assert!(world.look_up().await.get("UserMFASettingList").is_none());
    assert!(world.sign_in().await["AuthenticationResult"].is_object());
    let on = json!({ "SoftwareTokenMfaSettings": { "Enabled": true } });
    assert_eq!(
        world.prefer(on).await.error().1,
        "User has not set up software token mfa"
    );
}

#[tokio::test]
async fn where_it_is_required_it_is_set_up_anew() {
    let world = World::required().await;
    let secret = world.associate().await;
    world.verify(&world.code(&secret)).await.ok();
    let request = json!({ "UserPoolId": world.pool.pool_id, "Username": "ada" });
    world
        .pool
        .admin("AdminDeleteSoftwareToken", request)
        .await
        .ok();
    assert_eq!(world.sign_in().await["ChallengeName"], "MFA_SETUP");
}

#[tokio::test]
async fn the_user_must_be_there() {
    let world = World::optional().await;
    let request = json!({ "UserPoolId": world.pool.pool_id, "Username": "nobody" });
    let answer = world.pool.admin("AdminDeleteSoftwareToken", request).await;
    assert_eq!(answer.error().0, "UserNotFoundException");
}
