//! AdminForgetDevice.

use serde_json::json;

use super::device_world::{NOT_THERE, NOT_TRACKED, World};

#[tokio::test]
async fn an_administrator_makes_a_device_forgotten() {
    let world = World::always().await.confirmed().await;
    let forgotten = world.by_admin("AdminForgetDevice", json!({})).await;
    assert!(forgotten.status.is_success() && forgotten.text.is_empty());
    assert_eq!(
        world.on_device("GetDevice", json!({})).await.error(),
        NOT_THERE
    );
    let refused = world.refresh(&world.tokens, Some(&world.device.key)).await;
    assert_eq!(
        refused.error(),
        ("NotAuthorizedException", "Invalid Refresh Token")
    );
    assert_eq!(
        world.by_admin("AdminForgetDevice", json!({})).await.error(),
        NOT_THERE
    );
    let request = json!({
        "UserPoolId": world.pool.pool_id, "Username": "nobody", "DeviceKey": world.device.key
    });
    let refused = world.pool.admin("AdminForgetDevice", request).await;
    assert_eq!(refused.error().0, "UserNotFoundException");
    world.untrack().await;
    let refused = world.by_admin("AdminForgetDevice", json!({})).await;
    assert_eq!(refused.error().0, NOT_TRACKED);
}
