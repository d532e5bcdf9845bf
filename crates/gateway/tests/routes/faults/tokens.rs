//! Tokens whose time or key is not right, and accounts that are locked.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::token;
use crate::world::{Answer, World, get, with_header};

async fn me(world: &World, token: &str) -> Answer {
    let request = with_header(get("/me"), "authorization", &format!("Bearer {token}"));
    world.send(request).await
}

fn now() -> i64 {
    let since = std::time::UNIX_EPOCH.elapsed().expect("after 1970");
    i64::try_from(since.as_secs()).expect("before the end of time")
}

async fn cases(leeway: u64, cases: [(Value, u16); 4]) {
    let world = World::with(|config| config.leeway = Duration::from_secs(leeway)).await;
    for (claims, status) in cases {
        let answer = me(&world, &token::access(&claims)).await;
        assert_eq!(answer.status.as_u16(), status, "{claims}");
    }
}

#[tokio::test]
async fn f5_clocks_may_differ_by_the_leeway() {
    let now = now();
    cases(
        60,
        [
            (json!({"exp": now - 30}), 200),
            (json!({"iat": now + 30, "nbf": now + 30}), 200),
            (json!({"exp": now - 300}), 401),
            (json!({"iat": now + 300, "nbf": now + 300}), 401),
        ],
    )
    .await;
}

#[tokio::test]
async fn r7_without_leeway_a_second_counts() {
    let now = now();
    cases(
        0,
        [
            (json!({"exp": now - 1}), 401),
            (json!({"nbf": now + 30}), 401),
            (json!({"iat": now + 30}), 401),
            (json!({"exp": now + 30}), 200),
        ],
    )
    .await;
}

#[tokio::test]
async fn r5_a_thousand_invented_keys_cause_one_fetch() {
    let world = World::new().await;
    let token = token::access(&json!({}));
    let (_, rest) = token.split_once('.').expect("a token");
    for number in 0..1000 {
        let head = json!({"alg": "RS256", "kid": format!("made-up-{number}")});
        let head = URL_SAFE_NO_PAD.encode(head.to_string());
        let answer = me(&world, &format!("{head}.{rest}")).await;
        assert_eq!(answer.refusal(), (401, "invalid_token"));
    }
    assert_eq!(
        world.pool.key_fetches(),
        1,
        "a token of the pool's own adds none"
    );
    me(&world, &token).await.ok();
    assert_eq!(world.pool.key_fetches(), 1);
}

#[tokio::test]
async fn r41_a_locked_account_is_429_and_others_are_not() {
    let world = World::new().await;
    let body = |email: &str| json!({"email": email, "password": "Test123456"});
    world.pool.refuse(
        "InitiateAuth",
        "NotAuthorizedException",
        "Password attempts exceeded",
    );
    let answer = world.post("/auth/login", body("user@example.com")).await;
    assert_eq!(answer.refusal(), (429, "too_many_attempts"));
    assert!(answer.header("retry-after").is_some());
    world.pool.on("InitiateAuth", crate::pool::tokens());
    world
        .post("/auth/login", body("other@example.com"))
        .await
        .ok();
}
