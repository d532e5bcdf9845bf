//! The directory in step with the pool.

use http::Method;
use poolgate_gateway::{Profile, Store, reconcile};
use serde_json::{Value, json};

use crate::data::POOL;
use crate::token::SUB;
use crate::world::World;

/// Waits for what happens beside a request.
async fn eventually(world: &World) -> Profile {
    loop {
        if let Some(profile) = world.kept().profile().await {
            return profile;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn the_first_verified_token_puts_the_user_into_the_directory() {
    let world = World::with_data(|_| {}).await;
    for _ in 0..3 {
        world.get_signed_in("/me").await.ok();
    }
    let profile = eventually(&world).await;
    assert_eq!(profile.email.as_deref(), Some("user@example.com"));
    assert_eq!(profile.first_name.as_deref(), Some("John"));
    assert_eq!((profile.accept_terms, profile.verified), (None, true));
    for _ in 0..3 {
        world.get_signed_in("/me").await.ok();
    }
    assert_eq!(world.pool.operations(), ["GetUser"], "once for each user");
}

#[tokio::test]
async fn a_pool_that_fails_fails_no_request_and_is_asked_again() {
    let world = World::with_data(|_| {}).await;
    world.pool.refuse("GetUser", "InternalErrorException", "x");
    world.get_signed_in("/me").await.ok();
    while world.pool.calls().is_empty() {
        tokio::task::yield_now().await;
    }
    world.pool.on(
        "GetUser",
        json!({"Username": SUB, "UserAttributes": [{"Name": "sub", "Value": SUB}]}),
    );
    loop {
        world.get_signed_in("/me").await.ok();
        if world.kept().profile().await.is_some() {
            return;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_token_keeps_what_only_the_registration_knows() {
    let world = World::with_data(|_| {}).await;
    let body = json!({
        "email": "user@example.com", "password": "Test123456",
        "first_name": "Old", "last_name": "Name", "accept_terms": true
    });
    world.post("/api/v1/auth/register", body).await.ok();
    world.get_signed_in("/me").await.ok();
    loop {
        let profile = eventually(&world).await;
        if profile.verified {
            assert_eq!(profile.accept_terms, Some(true));
            assert_eq!(profile.first_name.as_deref(), Some("John"));
            assert_eq!(profile.last_name.as_deref(), Some("Name"));
            return;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_deleted_account_leaves_the_directory() {
    let world = World::with_data(|_| {}).await;
    world.get_signed_in("/me").await.ok();
    eventually(&world).await;
    let password = json!({"password": "Test123456"});
    let answer = world.send_signed_in(Method::DELETE, "/auth/account", password);
    answer.await.ok();
    assert!(world.kept().profile().await.is_none());
}

fn user(sub: &str) -> Value {
    json!({
        "Username": sub, "UserStatus": "CONFIRMED", "Enabled": true,
        "Attributes": [
            {"Name": "sub", "Value": sub},
            {"Name": "email", "Value": format!("{sub}@example.com")},
            {"Name": "email_verified", "Value": "true"},
        ]
    })
}

#[tokio::test]
async fn reconcile_takes_all_users_over_and_marks_who_is_gone() {
    let world = World::with_data(|_| {}).await;
    let kept = world.kept();
    world.get_signed_in("/me").await.ok();
    eventually(&world).await;
    kept.clock.advance(1000);
    world
        .pool
        .on("ListUsers", json!({"Users": [user("one"), user("two")]}));
    let mut heard = Vec::new();
    let client = world.gateway().client();
    let done = reconcile(client, &kept.store, &kept.clock, |count| heard.push(count)).await;
    let done = done.expect("a pool that answers");
    assert_eq!((done.users, done.deleted), (2, 1));
    assert_eq!(heard, [1, 2]);
    assert!(kept.profile().await.is_none(), "the pool has it no longer");
    let one = kept.store.profile(POOL, "one").await.expect("a directory");
    assert!(one.is_some_and(|profile| profile.verified));
    kept.clock.advance(1000);
    world.pool.on("ListUsers", json!({"Users": [user(SUB)]}));
    let done = reconcile(client, &kept.store, &kept.clock, drop).await;
    assert_eq!(done.expect("a pool that answers").deleted, 2);
    assert!(kept.profile().await.is_some(), "it is back");
}

#[tokio::test]
async fn a_reconciliation_that_breaks_off_marks_nobody() {
    let world = World::with_data(|_| {}).await;
    let kept = world.kept();
    world.get_signed_in("/me").await.ok();
    eventually(&world).await;
    kept.clock.advance(1000);
    world
        .pool
        .refuse("ListUsers", "InternalErrorException", "x");
    let client = world.gateway().client();
    let done = reconcile(client, &kept.store, &kept.clock, drop).await;
    assert!(done.is_err());
    assert!(kept.profile().await.is_some());
}
