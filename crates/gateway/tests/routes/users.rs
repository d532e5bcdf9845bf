//! What the gateway remembers of users, and when it forgets.

use std::time::Duration;

use axum::body::Body;
use http::{Method, Request};
use serde_json::{Value, json};

use crate::token;
use crate::world::{Answer, World, get, send_json, with_header};

async fn patient() -> World {
    World::with(|config| config.user_cache = Duration::from_mins(1)).await
}

fn by(request: Request<Body>, token: &str) -> Request<Body> {
    with_header(request, "authorization", &format!("Bearer {token}"))
}

async fn me(world: &World, token: &str) -> Answer {
    world.send(by(get("/auth/me"), token)).await
}

fn user(name: &str) -> Value {
    json!({"Username": token::SUB, "UserAttributes": [{"Name": "name", "Value": name}]})
}

#[tokio::test]
async fn a_change_shows_at_once_to_all_tokens_of_the_user() {
    let (one, two) = (
        token::access(&json!({})),
        token::access(&json!({"jti": "2"})),
    );
    for (path, body) in [
        ("/profile", json!({"name": "New"})),
        (
            "/auth/attributes/verify",
            json!({"attribute": "email", "code": "123456"}),
        ),
    ] {
        let world = patient().await;
        world.pool.on("GetUser", user("Old"));
        for token in [&one, &two, &one, &two] {
            assert_eq!(me(&world, token).await.body["user"]["name"], "Old");
        }
        assert_eq!(world.pool.calls().len(), 2, "both are remembered");
        world.pool.on("GetUser", user("New"));
        assert_eq!(me(&world, &one).await.body["user"]["name"], "Old");
        let request = send_json(Method::POST, path, &body);
        world.send(by(request, &one)).await.ok();
        for token in [&one, &two] {
            assert_eq!(me(&world, token).await.body["user"]["name"], "New");
        }
    }
}

#[tokio::test]
async fn a_failed_change_may_have_happened() {
    let world = patient().await;
    let token = token::access(&json!({}));
    world.pool.on("GetUser", user("Old"));
    me(&world, &token).await.ok();
    world.pool.on("GetUser", user("New"));
    world
        .pool
        .refuse("UpdateUserAttributes", "InternalErrorException", "x");
    let request = send_json(Method::POST, "/profile", &json!({"name": "New"}));
    let answer = world.send(by(request, &token)).await;
    assert_eq!(answer.refusal(), (503, "pool_unavailable"));
    assert_eq!(me(&world, &token).await.body["user"]["name"], "New");
}

#[tokio::test]
async fn r16_a_deleted_user_is_refused_at_once() {
    let world = patient().await;
    let token = token::access(&json!({}));
    me(&world, &token).await.ok();
    let body = json!({"password": "Test123456"});
    let request = send_json(Method::DELETE, "/auth/account", &body);
    world.send(by(request, &token)).await.ok();
    world
        .pool
        .refuse("GetUser", "UserNotFoundException", "User does not exist.");
    let answer = me(&world, &token).await;
    assert_eq!(answer.refusal(), (401, "invalid_token"));
}
