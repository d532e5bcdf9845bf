//! Strict verification: the pool is asked whether a token still counts.

use std::time::{Duration, Instant};

use axum::body::Body;
use futures::future::join_all;
use http::Request;
use poolgate_gateway::{Access, Config, PoolDown, Rights, Rule, Verification};
use serde_json::json;

use crate::world::{World, get, sign_in, with_header};

async fn strict() -> World {
    World::with(|config| config.verification = Verification::Strict).await
}

fn signed_out(world: &World) {
    world.pool.refuse(
        "GetUser",
        "NotAuthorizedException",
        "Access Token has been revoked",
    );
}

#[tokio::test]
async fn r16_a_token_that_was_signed_out_elsewhere_is_refused_within_a_second() {
    let world = strict().await;
    for path in ["/me", "/auth/verify", "/auth/sessions"] {
        world.get_signed_in(path).await.ok();
    }
    signed_out(&world);
    let start = Instant::now();
    while world.get_signed_in("/me").await.status.is_success() {
        assert!(start.elapsed() < Duration::from_millis(1200));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    for path in [
        "/me",
        "/auth/me",
        "/auth/verify",
        "/profile",
        "/auth/sessions",
    ] {
        let answer = world.get_signed_in(path).await;
        assert_eq!(answer.refusal(), (401, "invalid_token"), "{path}");
    }
}

#[tokio::test]
async fn r16_without_it_a_token_counts_until_it_expires() {
    let world = World::new().await;
    signed_out(&world);
    world.get_signed_in("/me").await.ok();
    world.get_signed_in("/auth/verify").await.ok();
    assert!(world.pool.calls().is_empty());
}

#[tokio::test]
async fn many_requests_at_once_ask_once() {
    let world = World::with(|config| {
        config.verification = Verification::Strict;
        config.user_cache = Duration::from_mins(1);
    })
    .await;
    world.pool.delay(Duration::from_millis(50));
    let answers = join_all((0..50).map(|_| world.get_signed_in("/me"))).await;
    assert!(answers.iter().all(|answer| answer.status.is_success()));
    assert_eq!(world.pool.calls().len(), 1);
}

#[tokio::test]
async fn f02_while_the_pool_is_down_nobody_passes_unless_it_is_set_so() {
    for (pool_down, status) in [(PoolDown::Refuse, 503), (PoolDown::Trust, 200)] {
        let world = World::with(|config| {
            config.verification = Verification::Strict;
            config.pool_down = pool_down;
        })
        .await;
        // Once while it is up, for the keys.
        world.get_signed_in("/me").await.ok();
        world.pool.refuse_all("InternalErrorException", "x");
        tokio::time::sleep(Duration::from_millis(1050)).await;
        let answer = world.get_signed_in("/me").await;
        assert_eq!(answer.status.as_u16(), status);
        assert_eq!(answer.header("retry-after").is_some(), status == 503);
        signed_out(&world);
        let answer = world.get_signed_in("/me").await;
        assert_eq!(answer.refusal().0, 401, "a refusal is a refusal");
    }
}

fn rule(path: &str, verification: Option<Verification>) -> Rule {
    Rule {
        path: path.parse().expect("a path"),
        methods: Vec::new(),
        access: Access::SignedIn(Rights::default()),
        verification,
    }
}

fn rules(config: &mut Config) {
    config.trusted_proxies = vec!["192.0.2.1".parse().expect("an address")];
    config.rules = vec![
        rule("/money/**", Some(Verification::Strict)),
        rule("/news/**", Some(Verification::Local)),
        rule("/**", None),
    ];
}

fn asked(path: &str) -> Request<Body> {
    let request = with_header(get("/auth/verify"), "x-forwarded-method", "GET");
    let mut request = with_header(request, "x-forwarded-uri", path);
    sign_in(&mut request);
    request
}

#[tokio::test]
async fn a_rule_says_how_its_paths_are_verified() {
    for (everywhere, other) in [(Verification::Local, 200), (Verification::Strict, 401)] {
        let world = World::with(|config| {
            rules(config);
            config.verification = everywhere;
        })
        .await;
        signed_out(&world);
        for (path, status) in [("/money/x", 401), ("/news/x", 200), ("/other", other)] {
            let answer = world.send(asked(path)).await;
            assert_eq!(answer.status.as_u16(), status, "{path} {everywhere:?}");
        }
    }
}

#[tokio::test]
async fn a_token_that_the_pool_cannot_be_asked_about_is_403() {
    let world = strict().await;
    world.pool.refuse(
        "GetUser",
        "NotAuthorizedException",
        "Access Token does not have required scopes",
    );
    let answer = world.get_signed_in("/me").await;
    assert_eq!(answer.refusal(), (403, "insufficient_scope"));
}

#[tokio::test]
async fn a_user_that_was_disabled_or_deleted_is_refused() {
    for (exception, message) in [
        ("NotAuthorizedException", "User is disabled."),
        ("UserNotFoundException", "User does not exist."),
    ] {
        let world = strict().await;
        world.pool.refuse("GetUser", exception, message);
        let answer = world.get_signed_in("/me").await;
        assert_eq!(answer.refusal(), (401, "invalid_token"), "{message}");
        assert!(answer.body != json!(null));
    }
}
