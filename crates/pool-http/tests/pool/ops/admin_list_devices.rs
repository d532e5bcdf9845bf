//! AdminListDevices.

use serde_json::json;

use super::device_world::{NOT_TRACKED, World};

#[tokio::test]
async fn an_administrator_lists_the_devices_of_a_user() {
    let world = World::always().await.confirmed().await;
    let listed = world
        .by_admin("AdminListDevices", json!({ "Limit": 1 }))
        .await
        .ok();
    assert_eq!(listed, json!({ "Devices": [world.seen().await] }));
    world.pool.user("eve").await;
    let request = json!({ "UserPoolId": world.pool.pool_id, "Username": "eve" });
    let listed = world.pool.admin("AdminListDevices", request).await.ok();
    assert_eq!(listed, json!({ "Devices": [] }));
    let request = json!({ "UserPoolId": world.pool.pool_id, "Username": "nobody" });
    let refused = world.pool.admin("AdminListDevices", request).await;
    assert_eq!(refused.error().0, "UserNotFoundException");
    world.untrack().await;
    let refused = world.by_admin("AdminListDevices", json!({})).await;
    assert_eq!(refused.error().0, NOT_TRACKED);
}
