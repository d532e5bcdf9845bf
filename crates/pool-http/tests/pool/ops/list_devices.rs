//! ListDevices.

use poolgate_testkit::TestDevice;
use serde_json::{Value, json};

use super::device_world::{NOT_TRACKED, World};

#[tokio::test]
async fn devices_are_listed_a_page_at_a_time() {
    let world = World::always().await;
    assert_eq!(
        world.on_device("ListDevices", json!({})).await.ok(),
        json!({ "Devices": [] })
    );
    world.confirm().await.ok();
    let mut keys = vec![world.device.key.clone()];
    for _ in 0..4 {
        let tokens = world.pool.sign_in(&world.user).await;
        let device = TestDevice::of(&tokens);
        world.pool.confirm_device(&tokens, &device).await.ok();
        keys.push(device.key);
    }
    keys.sort_unstable();
    let (mut seen, mut next) = (Vec::new(), Value::Null);
    for size in [2, 2, 1] {
        let members = json!({ "Limit": 2, "PaginationToken": next });
        let page = world.on_device("ListDevices", members).await.ok();
        let rows = page["Devices"].as_array().unwrap();
        assert_eq!(rows.len(), size);
        seen.extend(
            rows.iter()
                .map(|row| row["DeviceKey"].as_str().unwrap().to_owned()),
        );
        next = page["PaginationToken"].clone();
    }
    assert_eq!(seen, keys);
    assert!(next.is_null());
    let all = world
        .on_device("ListDevices", json!({ "Limit": 0 }))
        .await
        .ok();
    assert_eq!(all["Devices"].as_array().unwrap().len(), 5);
    assert_eq!(all["Devices"][0]["DeviceKey"], keys[0]);
}

#[tokio::test]
async fn limits_are_those_of_the_model() {
    let world = World::always().await;
    for members in [
        json!({ "Limit": 61 }),
        json!({ "Limit": -1 }),
        json!({ "PaginationToken": "%" }),
    ] {
        let refused = world.on_device("ListDevices", members).await;
        assert_eq!(refused.error().0, "InvalidParameterException");
    }
    world.untrack().await;
    let refused = world.on_device("ListDevices", json!({})).await;
    assert_eq!(refused.error().0, NOT_TRACKED);
}
