//! UpdateDeviceStatus.

use serde_json::json;

use super::device_world::{NOT_THERE, NOT_TRACKED, World, status};

#[tokio::test]
async fn a_device_is_remembered_and_no_more() {
    let world = World::opt_in().await.confirmed().await;
    for wanted in ["remembered", "not_remembered"] {
        let members = json!({ "DeviceRememberedStatus": wanted });
        let answer = world.on_device("UpdateDeviceStatus", members).await.ok();
        assert_eq!(answer, json!({}));
        assert_eq!(status(&world.seen().await), wanted);
    }
    world.on_device("UpdateDeviceStatus", json!({})).await.ok();
    assert_eq!(status(&world.seen().await), "not_remembered");
}

#[tokio::test]
async fn only_the_devices_of_the_user_change() {
    let world = World::opt_in().await;
    let on = json!({ "DeviceRememberedStatus": "remembered" });
    let refused = world.on_device("UpdateDeviceStatus", on.clone()).await;
    assert_eq!(refused.error(), NOT_THERE);
    let refused = world.on_device("UpdateDeviceStatus", json!({})).await;
    assert_eq!(refused.error(), NOT_THERE);
    let world = world.confirmed().await;
    let eve = world.pool.user("eve").await;
    let theirs = world.pool.sign_in(&eve).await["AccessToken"].take();
    let mut request = on.clone();
    request["AccessToken"] = theirs;
    request["DeviceKey"] = json!(world.device.key);
    let refused = world.pool.call("UpdateDeviceStatus", request).await;
    assert_eq!(refused.error(), NOT_THERE);
    let other = json!({ "DeviceRememberedStatus": "forgotten" });
    let refused = world.on_device("UpdateDeviceStatus", other).await;
    assert_eq!(refused.error().0, "InvalidParameterException");
    world.untrack().await;
    let refused = world.on_device("UpdateDeviceStatus", on).await;
    assert_eq!(refused.error().0, NOT_TRACKED);
}
