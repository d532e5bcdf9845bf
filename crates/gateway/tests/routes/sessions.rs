//! `/auth/sessions`.

use http::Method;
use serde_json::json;

use crate::world::World;

async fn world() -> World {
    let world = World::new().await;
    world
        .pool
        .on(
            "ListUserSessions",
            json!({"Sessions": [
                {
                    "SessionId": "session-1", "SessionType": "TOKEN", "ClientId": "client",
                    "CreateDate": 1_795_176_000.25, "LastActiveDate": 1_795_176_060.0,
                    "DeviceType": "Firefox on Linux", "LastIPAddress": "192.0.2.1",
                    "LastLocation": {"City": "Uppsala", "Country": "SE"}, "IsCurrentSession": true
                },
                {"SessionId": "session-2"}
            ]}),
        )
        .on("RevokeUserSession", json!({}));
    world
}

#[tokio::test]
async fn sessions_are_listed_with_what_is_known_of_them() {
    let world = world().await;
    let answer = world.get_signed_in("/auth/sessions").await.ok();
    assert_eq!(
        answer.body["sessions"],
        json!([
            {
                "id": "session-1", "current": true, "client_id": "client",
                "created_at": "2026-11-20T12:00:00Z", "last_active_at": "2026-11-20T12:01:00Z",
                "device": "Firefox on Linux", "ip_address": "192.0.2.1", "city": "Uppsala", "country": "SE"
            },
            {
                "id": "session-2", "current": false, "client_id": null, "created_at": null,
                "last_active_at": null, "device": null, "ip_address": null, "city": null, "country": null
            }
        ])
    );
}

#[tokio::test]
async fn one_session_ends() {
    let world = world().await;
    world
        .send_signed_in(Method::DELETE, "/auth/sessions/session-2", json!({}))
        .await
        .ok();
    let asked = world.pool.last();
    assert_eq!(asked["SessionId"], "session-2");
    assert!(asked["AccessToken"].is_string());
}

#[tokio::test]
async fn r16_after_the_end_of_a_session_the_pool_is_asked_again() {
    let world = World::with(|config| config.user_cache = std::time::Duration::from_mins(1)).await;
    world.pool.on("RevokeUserSession", json!({}));
    world.get_signed_in("/auth/me").await.ok();
    world
        .send_signed_in(Method::DELETE, "/auth/sessions/session-1", json!({}))
        .await
        .ok();
    world.pool.refuse(
        "GetUser",
        "NotAuthorizedException",
        "Access Token has been revoked",
    );
    let answer = world.get_signed_in("/auth/me").await;
    assert_eq!(answer.refusal(), (401, "invalid_token"));
}

#[tokio::test]
async fn what_the_pool_refuses_is_told() {
    let world = world().await;
    for (exception, message, status, code) in [
        (
            "ResourceNotFoundException",
            "Session does not exist.",
            404,
            "not_found",
        ),
        ("OperationNotEnabledException", "x", 400, "not_supported"),
        ("UnknownOperationException", "", 400, "not_supported"),
        (
            "NotAuthorizedException",
            "Access Token has expired",
            401,
            "invalid_token",
        ),
        ("InternalErrorException", "x", 503, "pool_unavailable"),
    ] {
        world.pool.refuse("RevokeUserSession", exception, message);
        let answer = world
            .send_signed_in(Method::DELETE, "/auth/sessions/session-2", json!({}))
            .await;
        assert_eq!(answer.refusal(), (status, code), "{exception}");
    }
}

#[tokio::test]
async fn r15_sessions_need_a_token() {
    let world = world().await;
    let answer = world.get("/auth/sessions").await;
    assert_eq!(answer.refusal(), (401, "token_missing"));
    assert!(world.pool.calls().is_empty());
}
