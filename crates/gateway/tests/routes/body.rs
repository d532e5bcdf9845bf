//! Bodies that are not what a route takes: never a 500, and never half a call to the pool.

use axum::body::Body;
use bytes::Bytes;
use http_body_util::StreamBody;
use serde_json::{Value, json};

use crate::world::{World, post_raw, with_header};

const JSON: &str = "application/json";

#[tokio::test]
async fn broken_json_is_400() {
    let world = World::new().await;
    let deep = "[".repeat(100_000);
    let deep_inside = format!(r#"{{"email": {}"#, "[".repeat(10_000));
    for body in [
        "{",
        "null",
        "7",
        r#""text""#,
        r#"["user@example.com", "Test123456"]"#,
        r#"{"email": "a@b.c", "email": "d@e.f", "password": "x"}"#,
        r#"{"email": "a@b.c", "password": "x"} trailing"#,
        "{'email': 'a@b.c'}",
        "{\"email\": \"\u{0}\"}",
        &deep[..60_000],
        &deep_inside,
    ] {
        let answer = world
            .send(post_raw("/auth/login", JSON, body.to_owned()))
            .await;
        assert_eq!(
            answer.refusal(),
            (400, "invalid_request"),
            "{}",
            &body[..body.len().min(40)]
        );
    }
    let answer = world
        .send(post_raw("/auth/login", JSON, vec![b'{', 0xff, 0xfe, b'}']))
        .await;
    assert_eq!(answer.refusal(), (400, "invalid_request"));
    assert!(world.pool.calls().is_empty());
}

#[tokio::test]
async fn wrong_types_and_lengths_are_400_and_named() {
    let world = World::new().await;
    let long = "x".repeat(5000);
    for (field, value) in [
        ("email", json!(null)),
        ("email", json!(7)),
        ("email", json!({"$ne": 1})),
        ("email", json!(["a@b.c"])),
        ("email", json!("")),
        ("email", json!("  ")),
        ("email", json!("a b@c.d")),
        ("email", json!("a\u{0}@b.c")),
        ("email", json!(long)),
        ("password", json!(true)),
        ("password", json!("")),
        ("password", json!(long)),
        ("remember", json!("yes")),
    ] {
        let mut body = json!({"email": "a@b.c", "password": "x"});
        body[field] = value;
        let answer = world.post("/auth/login", body).await;
        assert_eq!(answer.refusal(), (400, "validation_failed"), "{field}");
        let fields: Vec<_> = answer.body["fields"]
            .as_object()
            .expect("fields")
            .keys()
            .collect();
        assert_eq!(fields, [field]);
    }
    assert!(world.pool.calls().is_empty());
}

#[tokio::test]
async fn no_body_names_what_is_missing() {
    let world = World::new().await;
    let answer = world.send(post_raw("/auth/login", JSON, "")).await;
    assert_eq!(answer.refusal(), (400, "validation_failed"));
    let fields: Vec<_> = answer.body["fields"]
        .as_object()
        .expect("fields")
        .keys()
        .collect();
    assert_eq!(fields, ["email", "password"]);
}

#[tokio::test]
async fn another_kind_of_body_is_415() {
    let world = World::new().await;
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/json",
        ";",
    ] {
        let answer = world
            .send(post_raw("/auth/login", kind, r#"{"email": "a@b.c"}"#))
            .await;
        assert_eq!(answer.refusal(), (415, "unsupported_media_type"), "{kind}");
    }
    let body = json!({"email": "a@b.c", "password": "x"}).to_string();
    world
        .send(post_raw(
            "/auth/login",
            "application/json; charset=utf-8",
            body,
        ))
        .await
        .ok();
}

fn padded(length: usize) -> String {
    let body = json!({"email": "a@b.c", "password": "x", "unknown": ""}).to_string();
    let padding = "x".repeat(length - body.len());
    body.replace(r#""unknown":"""#, &format!(r#""unknown":"{padding}""#))
}

#[tokio::test]
async fn f12_a_body_of_64_kib_passes_and_one_byte_more_does_not() {
    let world = World::new().await;
    let most = padded(64 * 1024);
    assert_eq!(most.len(), 64 * 1024);
    world.send(post_raw("/auth/login", JSON, most)).await.ok();
    let answer = world
        .send(post_raw("/auth/login", JSON, padded(64 * 1024 + 1)))
        .await;
    assert_eq!(answer.refusal(), (413, "body_too_large"));
}

#[tokio::test]
async fn an_announced_giant_is_refused_before_it_comes() {
    let world = World::new().await;
    let request = post_raw("/auth/login", JSON, "{}");
    let answer = world
        .send(with_header(request, "content-length", "1073741824"))
        .await;
    assert_eq!(answer.refusal(), (413, "body_too_large"));
}

#[tokio::test]
async fn a_giant_without_an_announcement_is_cut_off() {
    let world = World::new().await;
    let chunk = || Ok::<_, std::io::Error>(http_body::Frame::data(Bytes::from(vec![b' '; 8192])));
    let endless = futures::stream::repeat_with(chunk);
    let request = post_raw("/auth/login", JSON, Body::new(StreamBody::new(endless)));
    let answer = world.send(request).await;
    assert_eq!(answer.refusal(), (413, "body_too_large"));
}

#[tokio::test]
async fn a_body_that_breaks_off_is_400() {
    let world = World::new().await;
    let broken = futures::stream::iter([Err::<http_body::Frame<Bytes>, _>(std::io::Error::other(
        "reset",
    ))]);
    let request = post_raw("/auth/login", JSON, Body::new(StreamBody::new(broken)));
    assert_eq!(
        world.send(request).await.refusal(),
        (400, "invalid_request")
    );
}

#[tokio::test]
async fn a_problem_is_served_to_who_asks_for_one() {
    let world = World::new().await;
    let request = post_raw("/auth/login", JSON, "{}");
    let answer = world
        .send(with_header(request, "accept", "application/problem+json"))
        .await;
    assert_eq!(
        answer.header("content-type"),
        Some("application/problem+json")
    );
    assert_eq!(answer.body["type"], "urn:poolgate:error:validation_failed");
    assert_eq!(answer.body["status"], 400);
    assert_eq!(answer.body["error"], "validation_failed");
    assert!(answer.body["fields"].get("email").is_some());
}

#[tokio::test]
async fn a_request_keeps_its_id_if_it_is_one() {
    let world = World::new().await;
    let answer = world
        .send(with_header(
            crate::world::get("/me"),
            "x-request-id",
            "trace-1.a_b",
        ))
        .await;
    assert_eq!(answer.body["request_id"], "trace-1.a_b");
    for bad in ["a b", "<script>", &"x".repeat(65), ""] {
        let answer = world
            .send(with_header(crate::world::get("/me"), "x-request-id", bad))
            .await;
        let id = answer.body["request_id"].as_str().expect("an id");
        assert_eq!(id.len(), 36, "{id}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_404_and_what_is_there_otherwise_405() {
    let world = World::new().await;
    assert_eq!(world.get("/nothing").await.refusal(), (404, "not_found"));
    assert_eq!(
        world.post("/auth", Value::Null).await.refusal(),
        (404, "not_found")
    );
    let answer = world.get("/auth/login").await;
    assert_eq!(answer.refusal(), (405, "method_not_allowed"));
    assert_eq!(answer.header("allow"), Some("POST"));
    let answer = world.post("/me", json!({})).await;
    assert_eq!(answer.refusal(), (405, "method_not_allowed"));
}
