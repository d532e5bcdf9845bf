//! AdminUpdateDeviceStatus.

use serde_json::json;

use super::device_world::{NOT_THERE, NOT_TRACKED, World, status};

#[tokio::test]
async fn an_administrator_says_whether_a_device_is_remembered() {
    let world = World::opt_in().await;
    let on = json!({ "DeviceRememberedStatus": "remembered" });
    let refused = world.by_admin("AdminUpdateDeviceStatus", on.clone()).await;
    assert_eq!(refused.error(), NOT_THERE);
    let world = world.confirmed().await;
    let answer = world.by_admin("AdminUpdateDeviceStatus", on.clone()).await;
    assert_eq!(answer.ok(), json!({}));
    assert_eq!(status(&world.seen().await), "remembered");
    let mut request = on.clone();
    request["UserPoolId"] = json!(world.pool.pool_id);
    request["Username"] = json!("nobody");
    request["DeviceKey"] = json!(world.device.key);
    let refused = world.pool.admin("AdminUpdateDeviceStatus", request).await;
    assert_eq!(refused.error().0, "UserNotFoundException");
    world.untrack().await;
    let refused = world.by_admin("AdminUpdateDeviceStatus", on).await;
    assert_eq!(refused.error().0, NOT_TRACKED);
}
