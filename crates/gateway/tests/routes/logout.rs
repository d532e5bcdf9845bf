//! `POST /auth/logout`.

use http::Request;
use serde_json::json;

use crate::world::{World, get, post_raw, sign_in};

#[tokio::test]
async fn a_refresh_token_ends_its_session() {
    let world = World::new().await;
    world
        .post("/auth/logout", json!({"refresh_token": "refresh-1"}))
        .await
        .ok();
    world
        .post_signed_in("/auth/logout", json!({"refresh_token": "refresh-1"}))
        .await
        .ok();
    assert_eq!(world.pool.operations(), ["RevokeToken", "RevokeToken"]);
    assert_eq!(world.pool.last()["Token"], "refresh-1");
}

#[tokio::test]
async fn a_bearer_token_alone_ends_all_with_or_without_a_body() {
    let world = World::new().await;
    world.post_signed_in("/auth/logout", json!({})).await.ok();
    let mut bare = get("/auth/logout");
    *bare.method_mut() = http::Method::POST;
    sign_in(&mut bare);
    world.send(bare).await.ok();
    // As a browser or curl sends it: a content type, and nothing in the body.
    let mut empty = post_raw("/auth/logout", "application/x-www-form-urlencoded", "");
    sign_in(&mut empty);
    world.send(empty).await.ok();
    assert_eq!(world.pool.operations(), ["GlobalSignOut"; 3]);
}

#[tokio::test]
async fn everywhere_is_everywhere() {
    let world = World::new().await;
    let body = json!({"refresh_token": "refresh-1", "everywhere": true});
    world
        .post_signed_in("/auth/logout", body.clone())
        .await
        .ok();
    assert_eq!(world.pool.operations(), ["GlobalSignOut"]);
    world.post("/auth/logout", body).await.ok();
    assert_eq!(
        world.pool.operations(),
        [
            "GlobalSignOut",
            "GetTokensFromRefreshToken",
            "GlobalSignOut"
        ]
    );
}

#[tokio::test]
async fn nobody_cannot_sign_out() {
    let world = World::new().await;
    let answer = world.post("/auth/logout", json!({})).await;
    assert_eq!(answer.refusal(), (401, "token_missing"));
    let answer = world
        .post("/auth/logout", json!({"everywhere": true}))
        .await;
    assert_eq!(answer.refusal(), (401, "token_missing"));
}

#[tokio::test]
async fn r16_a_token_that_was_signed_out_here_is_refused_at_once() {
    let world = World::with(|config| config.user_cache = std::time::Duration::from_mins(1)).await;
    let token = crate::token::access(&json!({}));
    let with_token = |mut request: Request<axum::body::Body>| {
        let value = format!("Bearer {token}").parse().expect("a value");
        request.headers_mut().insert("authorization", value);
        request
    };
    world.send(with_token(get("/auth/me"))).await.ok();
    let logout = post_raw("/auth/logout", "application/json", "{}");
    world.send(with_token(logout)).await.ok();
    world.pool.refuse(
        "GetUser",
        "NotAuthorizedException",
        "Access Token has been revoked",
    );
    let answer = world.send(with_token(get("/auth/me"))).await;
    assert_eq!(answer.refusal(), (401, "invalid_token"));
}
