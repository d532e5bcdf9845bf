//! AdminGetDevice.

use serde_json::json;

use super::device_world::{NOT_THERE, NOT_TRACKED, World};

#[tokio::test]
async fn an_administrator_sees_what_the_user_sees() {
    let world = World::always().await;
    assert_eq!(
        world.by_admin("AdminGetDevice", json!({})).await.error(),
        NOT_THERE
    );
    let world = world.confirmed().await;
    let seen = world.by_admin("AdminGetDevice", json!({})).await.ok();
    assert_eq!(seen, json!({ "Device": world.seen().await }));
    let request = json!({
        "UserPoolId": world.pool.pool_id, "Username": "nobody", "DeviceKey": world.device.key
    });
    let refused = world.pool.admin("AdminGetDevice", request).await;
    assert_eq!(refused.error().0, "UserNotFoundException");
    world.untrack().await;
    let refused = world.by_admin("AdminGetDevice", json!({})).await;
    assert_eq!(refused.error().0, NOT_TRACKED);
}
