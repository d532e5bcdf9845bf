//! One refresh for any number of requests that find the access token expired.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use futures::future::join_all;
use http::StatusCode;
use poolgate_db::Database;
use poolgate_gateway::{
    BrowserSession, Data, Gateway, MIGRATIONS, SecretKey, SessionStore, SqliteStore,
};
use serde_json::{Value, json};

use crate::session_world::Tab;
use crate::world::{World, get, send};

const HOUR: i64 = 3_600_000;

/// What a pool answers to a refresh; with rotation a new refresh token comes along.
fn refreshed(refresh_token: Option<&str>) -> Value {
    let mut tokens = crate::pool::tokens();
    tokens["AuthenticationResult"]["RefreshToken"] = refresh_token.map_or(Value::Null, Value::from);
    tokens
}

/// What another process is: a gateway of its own on the same database, with its own connections and caches.
async fn another(world: &World) -> Router {
    let path = world.kept().folder.path().join("gateway.db");
    let database = Database::open_shared(&path, &[MIGRATIONS]).expect("a database");
    let mut config = crate::world::config(&world.pool);
    world.kept().give_to(&mut config);
    let mut data = Data::new(Arc::new(SqliteStore::new(
        database,
        &SecretKey::new([7; 32]),
        true,
    )));
    data.clock = Arc::new(world.kept().clock.clone());
    config.data = Some(data);
    config.limits = None;
    Gateway::new(config).await.expect("a gateway").router()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn f16_parallel_requests_in_several_processes_cause_one_refresh_with_rotation() {
    let world = World::with_data(|_| {}).await;
    let tab = world.tab().await;
    let mut routers = vec![world.router()];
    for _ in 1..20 {
        routers.push(another(&world).await);
    }
    world
        .pool
        .on("GetTokensFromRefreshToken", refreshed(Some("refresh-2")));
    world.pool.delay(Duration::from_millis(150));
    for round in 1..=2 {
        world.kept().clock.advance(HOUR);
        let requests = (0..400).map(|count| {
            let (router, request) = (routers[count % 20].clone(), tab.with(get("/me")));
            tokio::spawn(send(router, request))
        });
        for answer in join_all(requests).await {
            let answer = answer.expect("an answer");
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        }
        assert_eq!(world.count("GetTokensFromRefreshToken"), round);
        let calls = world.pool.calls();
        let mut calls = calls.iter().rev();
        let refresh = calls.find(|call| call.operation == "GetTokensFromRefreshToken");
        let refresh = refresh.expect("a refresh");
        let next = ["refresh-1", "refresh-2"][round - 1];
        assert_eq!(
            refresh.body["RefreshToken"], next,
            "each token is used once"
        );
    }
}

#[tokio::test]
async fn without_rotation_the_refresh_token_stays() {
    let world = World::with_data(|_| {}).await;
    let tab = world.tab().await;
    world.pool.on("GetTokensFromRefreshToken", refreshed(None));
    for round in 1..=3 {
        world.kept().clock.advance(HOUR);
        tab.get(&world, "/me").await.ok();
        tab.get(&world, "/auth/verify").await.ok();
        assert_eq!(world.count("GetTokensFromRefreshToken"), round);
        assert_eq!(world.pool.last()["RefreshToken"], "refresh-1");
    }
    let text = world.gateway().metrics().render();
    assert!(
        text.contains(r#"poolgate_session_refresh_total{outcome="ok"} 3"#),
        "{text}"
    );
}

#[tokio::test]
async fn a_caller_who_goes_away_loses_no_rotated_token() {
    let world = World::with_data(|_| {}).await;
    let tab = world.tab().await;
    world
        .pool
        .on("GetTokensFromRefreshToken", refreshed(Some("refresh-2")));
    world.pool.delay(Duration::from_millis(200));
    world.kept().clock.advance(HOUR);
    let gone = tokio::time::timeout(Duration::from_millis(50), tab.get(&world, "/me")).await;
    assert!(gone.is_err(), "it went away in the middle");
    tab.get(&world, "/me").await.ok();
    assert_eq!(world.count("GetTokensFromRefreshToken"), 1);
}

#[tokio::test]
async fn while_the_pool_is_down_a_session_lives_as_long_as_its_token() {
    let world = World::with_data(|_| {}).await;
    let tab = world.tab().await;
    tab.get(&world, "/me").await.ok();
    world.pool.refuse_all("InternalErrorException", "x");
    world.kept().clock.advance(HOUR - 30_000);
    tab.get(&world, "/me").await.ok();
    assert!(
        world.count("GetTokensFromRefreshToken") >= 1,
        "it was tried"
    );
    world.kept().clock.advance(60_000);
    let answer = tab.get(&world, "/me").await;
    assert!(answer.status.is_server_error(), "{}", answer.text);
    world.pool.on("GetTokensFromRefreshToken", refreshed(None));
    tab.get(&world, "/me").await.ok();
}

#[tokio::test]
async fn r17_a_refusal_of_the_pool_ends_the_session() {
    for (exception, message) in [
        ("NotAuthorizedException", "Refresh Token has been revoked"),
        ("NotAuthorizedException", "User is disabled."),
        ("UserNotFoundException", "User does not exist."),
        (
            "RefreshTokenReuseException",
            "Refresh token has been reused",
        ),
    ] {
        let world = World::with_data(|_| {}).await;
        let tab = world.tab().await;
        world
            .pool
            .refuse("GetTokensFromRefreshToken", exception, message);
        world.kept().clock.advance(HOUR);
        for _ in 0..2 {
            let answer = tab.get(&world, "/me").await;
            assert_eq!(answer.refusal(), (401, "token_missing"), "{message}");
        }
        assert_eq!(world.count("GetTokensFromRefreshToken"), 1, "{message}");
    }
}

#[tokio::test]
async fn a_page_gets_the_tokens_of_its_session_and_never_the_refresh_token() {
    let world = World::with_data(|_| {}).await;
    let tab = world.tab().await;
    let answer = tab.post(&world, "/auth/refresh", json!({})).await.ok();
    assert!(answer.body["access_token"].is_string() && answer.body["id_token"].is_string());
    assert_eq!(answer.body["expires_in"], 3600);
    assert!(answer.body.get("refresh_token").is_none());
    assert_eq!(
        world.count("GetTokensFromRefreshToken"),
        0,
        "it is not time"
    );
    let nobody = world.post("/auth/refresh", json!({})).await;
    assert_eq!(nobody.refusal(), (400, "validation_failed"));
    let forged = Tab(format!("poolgate={}", "A".repeat(64)));
    let answer = forged.post(&world, "/auth/refresh", json!({})).await;
    assert_eq!(answer.refusal(), (401, "invalid_refresh_token"));
}

fn stored(id: u8) -> BrowserSession {
    BrowserSession {
        id_hash: [id; 32],
        pool_id: crate::data::POOL.to_owned(),
        subject: [1; 32],
        family: [2; 32],
        sealed: vec![3],
        version: 1,
        leased_until: 0,
        remember: false,
        created_at: 0,
        used_at: 0,
        idle_until: 1000,
        ends_at: 2000,
        device: None,
        asks_pool: false,
    }
}

#[tokio::test]
async fn ended_sessions_are_not_found_and_go_with_new_ones() {
    let kept = crate::data::Kept::new();
    let store = &kept.store;
    store
        .put_session(stored(1), None, 0)
        .await
        .expect("a session");
    assert!(
        store
            .session(&[1; 32], 999)
            .await
            .expect("an answer")
            .is_some()
    );
    assert!(
        store
            .session(&[1; 32], 1000)
            .await
            .expect("an answer")
            .is_none()
    );
    let late = BrowserSession {
        idle_until: 9000,
        ends_at: 9000,
        ..stored(2)
    };
    store
        .put_session(late, None, 5000)
        .await
        .expect("a session");
    assert!(
        store
            .session(&[1; 32], 0)
            .await
            .expect("an answer")
            .is_none(),
        "it is gone"
    );
    assert!(
        store
            .session(&[2; 32], 5000)
            .await
            .expect("an answer")
            .is_some()
    );
}

/// The session was read before; what was noted since stays.
#[tokio::test]
async fn what_is_noted_of_a_session_in_the_middle_of_a_change_is_not_lost() {
    let kept = crate::data::Kept::new();
    let store = &kept.store;
    let noted = async |id: u8| {
        let found = store.session(&[id; 32], 0).await.expect("an answer");
        let found = found.expect("a session");
        (found.family, found.asks_pool, found.leased_until)
    };
    let read = stored(1);
    store
        .put_session(read.clone(), None, 0)
        .await
        .expect("a session");
    assert!(
        store
            .lease_session([1; 32], 1, 30, 10)
            .await
            .expect("a lease")
    );
    store.note_family([1; 32], [9; 32]).await.expect("noted");
    let asks = store.ask_pool_about(crate::data::POOL, [1; 32]);
    asks.await.expect("noted");
    let moved = BrowserSession {
        id_hash: [2; 32],
        ..read
    };
    assert!(store.move_session(moved, [1; 32]).await.expect("moved"));
    assert_eq!(noted(2).await, ([9; 32], true, 0));
    for (asked, asks_on) in [(false, true), (true, false)] {
        let version = if asked { 2 } else { 1 };
        let renewed = store.renew_session([2; 32], version, vec![4], asked);
        assert!(renewed.await.expect("renewed"));
        assert_eq!(noted(2).await, ([9; 32], asks_on, 0));
    }
}
