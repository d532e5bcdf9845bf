//! Limits by address and by account.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use http::Request;
use serde_json::json;

use crate::world::{World, post, with_header};

fn login(user: usize) -> Request<Body> {
    let email = format!("user{user}@example.com");
    post("/auth/login", &json!({"email": email, "password": "x"}))
}

fn from(mut request: Request<Body>, address: &str) -> Request<Body> {
    let socket: SocketAddr = format!("{address}:4711").parse().expect("an address");
    request.extensions_mut().insert(ConnectInfo(socket));
    request
}

async fn refused(world: &World, request: Request<Body>) -> bool {
    let answer = world.send(request).await;
    if answer.status.is_success() {
        return false;
    }
    assert_eq!(answer.refusal(), (429, "rate_limited"));
    assert!(answer.header("retry-after").is_some());
    true
}

#[tokio::test]
async fn r42_an_address_may_ask_sixty_times_a_minute() {
    let world = World::new().await;
    for user in 0..60 {
        assert!(!refused(&world, login(user)).await, "{user}");
    }
    assert!(refused(&world, login(60)).await);
    assert!(
        !refused(&world, from(login(61), "192.0.2.2")).await,
        "others are unaffected"
    );
    assert_eq!(
        world.pool.calls().len(),
        61,
        "a refused request does not reach the pool"
    );
}

#[tokio::test]
async fn r60_an_invented_forwarded_for_does_not_help() {
    let world = World::new().await;
    let spoofed = |n: usize| with_header(login(n), "x-forwarded-for", &format!("198.51.100.{n}"));
    for n in 0..60 {
        assert!(!refused(&world, spoofed(n)).await);
    }
    assert!(refused(&world, spoofed(61)).await);
}

#[tokio::test]
async fn r60_behind_a_trusted_proxy_each_client_counts_by_itself() {
    let world = World::with(|config| {
        config.trusted_proxies = vec!["192.0.2.0/24".parse().expect("a network")];
    })
    .await;
    for n in 0..60 {
        let request = with_header(
            login(n),
            "x-forwarded-for",
            &format!("1.1.1.{n}, 198.51.100.1"),
        );
        assert!(!refused(&world, request).await);
    }
    let request = with_header(login(60), "x-forwarded-for", "1.1.1.61, 198.51.100.1");
    assert!(
        refused(&world, request).await,
        "what stands further left is invented"
    );
    let request = with_header(login(61), "x-forwarded-for", "198.51.100.2");
    assert!(!refused(&world, request).await);
}

#[tokio::test]
async fn one_account_is_guessed_at_sixty_times_a_minute_from_everywhere() {
    let world = World::new().await;
    for n in 0..60 {
        assert!(!refused(&world, from(login(1), &format!("192.0.2.{n}"))).await);
    }
    assert!(refused(&world, from(login(1), "192.0.2.100")).await);
    assert!(!refused(&world, from(login(2), "192.0.2.100")).await);
}

#[tokio::test]
async fn one_account_gets_five_mails_a_minute_whatever_they_are_for() {
    let world = World::new().await;
    let body = json!({"email": "user@example.com", "password": "Test123456"});
    for path in [
        "/auth/signup",
        "/auth/resend-code",
        "/auth/forgot-password",
        "/auth/resend-code",
        "/auth/forgot-password",
    ] {
        assert!(!refused(&world, post(path, &body)).await);
    }
    assert!(refused(&world, post("/auth/resend-code", &body)).await);
    let other = json!({"email": "other@example.com"});
    assert!(!refused(&world, post("/auth/resend-code", &other)).await);
}

#[tokio::test]
async fn r42_a_factor_that_sends_a_code_is_chosen_five_times_a_minute() {
    let world = World::new().await;
    let session = crate::challenge::start(&world).await;
    let choice = |factor: &str| {
        let responses = json!({"ANSWER": factor});
        let body = json!({"session": session, "name": "SELECT_CHALLENGE", "responses": responses});
        post("/auth/challenge", &body)
    };
    for _ in 0..5 {
        assert!(!refused(&world, choice("EMAIL_OTP")).await);
    }
    assert!(refused(&world, choice("SMS_OTP")).await);
    assert!(!refused(&world, choice("PASSWORD")).await);
}

#[tokio::test]
async fn limits_can_be_off() {
    let world = World::with(|config| config.limits = None).await;
    for _ in 0..200 {
        assert!(!refused(&world, login(1)).await);
    }
}
