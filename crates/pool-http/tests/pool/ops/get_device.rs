//! GetDevice.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use poolgate_testkit::{PASSWORD, TestPool};
use serde_json::json;

use super::device_world::{NOT_THERE, NOT_TRACKED, World};

#[tokio::test]
async fn a_device_is_described() {
    let world = World::always().await;
    assert_eq!(
        world.on_device("GetDevice", json!({})).await.error(),
        NOT_THERE
    );
    let confirmed = world.now();
    let world = world.confirmed().await;
    world.pool.clock.advance_seconds(60);
    assert_eq!(
        world.seen().await,
        json!({
            "DeviceKey": world.device.key,
            "DeviceAttributes": [
                { "Name": "device_status", "Value": "remembered" },
                { "Name": "device_name", "Value": "laptop" }
            ],
            "DeviceCreateDate": confirmed, "DeviceLastModifiedDate": confirmed,
            "DeviceLastAuthenticatedDate": confirmed
        })
    );
    world.set_status("not_remembered").await;
    let changed = world.now();
    world.pool.clock.advance_seconds(60);
    world.sign_in().await.ok();
    let seen = world.seen().await;
    assert_eq!(seen["DeviceLastModifiedDate"], changed);
    assert_eq!(seen["DeviceLastAuthenticatedDate"], world.now());
    assert_eq!(seen["DeviceCreateDate"], confirmed);
}

#[tokio::test]
async fn a_device_shows_from_where_it_last_signed_in() {
    let world = World::always().await.confirmed().await;
    let last = async || {
        let seen = world.seen().await;
        let attributes = seen["DeviceAttributes"].as_array().unwrap();
        attributes
            .iter()
            .find(|row| row["Name"] == "last_ip_used")
            .map(|row| row["Value"].clone())
    };
    assert_eq!(last().await, None, "a call of the same process");
    world.set_status("not_remembered").await;
    let parameters =
        json!({ "USERNAME": "ada", "PASSWORD": PASSWORD, "DEVICE_KEY": world.device.key });
    let body = json!({
        "AuthFlow": "USER_PASSWORD_AUTH", "ClientId": world.pool.client_id,
        "AuthParameters": parameters
    });
    let mut request = TestPool::request("InitiateAuth", body.to_string());
    let peer = SocketAddr::from(([192, 0, 2, 7], 40000));
    request.extensions_mut().insert(ConnectInfo(peer));
    world.pool.send(request).await.ok();
    assert_eq!(last().await, Some(json!("192.0.2.7")));
    world.sign_in().await.ok();
    assert_eq!(last().await, Some(json!("192.0.2.7")), "it stays");
}

#[tokio::test]
async fn nobody_sees_the_device_of_another_user() {
    let world = World::always().await.confirmed().await;
    let eve = world.pool.user("eve").await;
    let theirs = world.pool.sign_in(&eve).await["AccessToken"].take();
    let request = json!({ "AccessToken": theirs, "DeviceKey": world.device.key });
    assert_eq!(
        world.pool.call("GetDevice", request).await.error(),
        NOT_THERE
    );
}

#[tokio::test]
async fn what_is_missing_or_wrong_is_told() {
    let world = World::always().await.confirmed().await;
    let request = json!({ "DeviceKey": world.device.key });
    let refused = world.pool.call("GetDevice", request).await;
    assert_eq!(
        refused.error(),
        (
            "InvalidParameterException",
            "Missing required parameter AccessToken"
        )
    );
    let request = json!({ "AccessToken": "nonsense", "DeviceKey": world.device.key });
    let refused = world.pool.call("GetDevice", request).await;
    assert_eq!(
        refused.error(),
        ("NotAuthorizedException", "Invalid Access Token")
    );
    let request = json!({ "AccessToken": world.tokens["AccessToken"], "DeviceKey": "x" });
    let refused = world.pool.call("GetDevice", request).await;
    assert_eq!(refused.error().0, "InvalidParameterException");
    world.untrack().await;
    let refused = world.on_device("GetDevice", json!({})).await;
    assert_eq!(refused.error().0, NOT_TRACKED);
}
