//! Refreshing where the pool keeps track of devices.

use serde_json::{Value, json};

use super::device_world::World;

const INVALID: (&str, &str) = ("NotAuthorizedException", "Invalid Refresh Token");
const OTHER: &str = "us-east-1_00000000-0000-4000-8000-000000000000";

#[tokio::test]
async fn a_device_that_was_confirmed_must_be_named() {
    let world = World::always().await;
    let key = Some(world.device.key.as_str());
    world.refresh(&world.tokens, None).await.ok();
    world.refresh(&world.tokens, key).await.ok();
    assert_eq!(
        world.refresh(&world.tokens, Some(OTHER)).await.error(),
        INVALID
    );
    world.confirm().await.ok();
    assert_eq!(world.refresh(&world.tokens, None).await.error(), INVALID);
    assert_eq!(
        world.refresh(&world.tokens, Some(OTHER)).await.error(),
        INVALID
    );
    let fresh = world.refresh(&world.tokens, key).await.ok();
    let access = &fresh["AuthenticationResult"]["AccessToken"];
    let claims = poolgate_testkit::TestPool::claims(access);
    assert_eq!(claims["device_key"], world.device.key.as_str());
    assert!(
        fresh["AuthenticationResult"]
            .get("NewDeviceMetadata")
            .is_none()
    );
}

async fn rotate(world: &World, tokens: &Value, key: Option<&str>) -> poolgate_testkit::Answer {
    let request = json!({
        "ClientId": world.pool.client_id, "RefreshToken": tokens["RefreshToken"], "DeviceKey": key
    });
    world.pool.call("GetTokensFromRefreshToken", request).await
}

#[tokio::test]
async fn rotation_asks_for_the_device_too() {
    for rotation in ["ENABLED", "DISABLED"] {
        let always = json!({ "ChallengeRequiredOnNewDevice": true });
        let mut client = json!({
            "RefreshTokenRotation": { "Feature": rotation, "RetryGracePeriodSeconds": 0 }
        });
        if rotation == "ENABLED" {
            client["ExplicitAuthFlows"] = json!(["ALLOW_USER_PASSWORD_AUTH"]);
        }
        let world = World::with(always, client).await.confirmed().await;
        assert_eq!(rotate(&world, &world.tokens, None).await.error(), INVALID);
        assert_eq!(
            rotate(&world, &world.tokens, Some(OTHER)).await.error(),
            INVALID
        );
        let key = Some(world.device.key.as_str());
        rotate(&world, &world.tokens, key).await.ok();
    }
}

#[tokio::test]
async fn a_sign_out_everywhere_leaves_the_device_remembered() {
    let world = World::always().await.confirmed().await;
    let request = json!({ "AccessToken": world.tokens["AccessToken"] });
    world.pool.call("GlobalSignOut", request).await.ok();
    let refused = world.refresh(&world.tokens, Some(&world.device.key)).await;
    let revoked = ("NotAuthorizedException", "Refresh Token has been revoked");
    assert_eq!(refused.error(), revoked);
    world.sign_in().await.ok();
    world.prove().await.ok();
}
