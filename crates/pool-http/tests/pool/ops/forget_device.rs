//! ForgetDevice.

use serde_json::json;

use super::device_world::{NOT_THERE, NOT_TRACKED, World};

#[tokio::test]
async fn a_forgotten_device_is_not_there_and_refreshes_no_more() {
    let world = World::always().await.confirmed().await;
    let elsewhere = world.pool.sign_in(&world.user).await;
    let key = world.device.key.as_str();
    world.refresh(&world.tokens, Some(key)).await.ok();
    let forgotten = world.on_device("ForgetDevice", json!({})).await;
    assert!(forgotten.status.is_success() && forgotten.text.is_empty());
    assert_eq!(
        world.on_device("GetDevice", json!({})).await.error(),
        NOT_THERE
    );
    let invalid = ("NotAuthorizedException", "Invalid Refresh Token");
    for key in [Some(key), None] {
        assert_eq!(world.refresh(&world.tokens, key).await.error(), invalid);
    }
    world.refresh(&elsewhere, None).await.ok();
    assert_eq!(world.sign_in().await.error(), NOT_THERE);
    // The access token lives on, so that an application goes on where it was.
    let read = json!({ "AccessToken": world.tokens["AccessToken"] });
    world.pool.call("GetUser", read).await.ok();
    assert_eq!(
        world.on_device("ForgetDevice", json!({})).await.error(),
        NOT_THERE
    );
}

#[tokio::test]
async fn nobody_forgets_the_device_of_another_user() {
    let world = World::always().await.confirmed().await;
    let eve = world.pool.user("eve").await;
    let theirs = world.pool.sign_in(&eve).await["AccessToken"].take();
    let request = json!({ "AccessToken": theirs, "DeviceKey": world.device.key });
    assert_eq!(
        world.pool.call("ForgetDevice", request).await.error(),
        NOT_THERE
    );
    world.seen().await;
}

#[tokio::test]
async fn what_is_missing_or_wrong_is_told() {
    let world = World::always().await.confirmed().await;
    let request = json!({ "DeviceKey": world.device.key });
    let refused = world.pool.call("ForgetDevice", request).await;
    assert_eq!(
        refused.error(),
        (
            "InvalidParameterException",
            "Missing required parameter AccessToken"
        )
    );
    world.untrack().await;
    let refused = world.on_device("ForgetDevice", json!({})).await;
    assert_eq!(refused.error().0, NOT_TRACKED);
}
