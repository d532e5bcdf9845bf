//! Settings that change while the gateway runs.

use poolgate_gateway::{Cors, Limits};
use serde_json::json;

use crate::world::{World, get, send, with_header};

#[tokio::test]
async fn other_settings_count_at_once_and_counters_and_caches_stay() {
    let world = World::with(|config| {
        config.limits = Some(Limits::default());
    })
    .await;
    let credentials = json!({"email": "ada@example.com", "password": "Test123456"});
    for _ in 0..60 {
        world.post("/auth/login", credentials.clone()).await.ok();
    }
    let mut config = crate::world::config(&world.pool);
    config.cors = Cors::Origins(vec!["https://app.example.com".to_owned()]);
    let changed = world
        .gateway()
        .with_settings(config)
        .expect("settings that work");
    let request = with_header(get("/healthz"), "origin", "https://app.example.com");
    let answer = send(changed.router(), request).await;
    let origin = answer.header("access-control-allow-origin");
    assert_eq!(origin, Some("https://app.example.com"));
    let login = crate::world::post("/auth/login", &credentials);
    let answer = send(changed.router(), login).await;
    assert_eq!(
        answer.refusal(),
        (429, "rate_limited"),
        "the bucket stays empty"
    );
    let text = changed.metrics().render();
    assert!(
        text.contains(r#"status="200"} 6"#),
        "the numbers go on: {text}"
    );
}

#[tokio::test]
async fn settings_that_cannot_work_change_nothing() {
    let world = World::new().await;
    let mut config = crate::world::config(&world.pool);
    config.cors = Cors::Origins(vec!["not an origin".to_owned()]);
    assert!(world.gateway().with_settings(config).is_err());
    world.get("/healthz").await.ok();
}

#[tokio::test]
async fn f19_a_gateway_that_stops_is_not_ready_and_answers_all_the_same() {
    let world = World::new().await;
    world.get("/readyz").await.ok();
    world.gateway().drain();
    assert_eq!(world.get("/readyz").await.refusal(), (503, "not_ready"));
    world.get("/healthz").await.ok();
    let credentials = json!({"email": "ada@example.com", "password": "Test123456"});
    world.post("/auth/login", credentials).await.ok();
}
