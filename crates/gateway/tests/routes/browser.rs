//! What a browser that navigates gets instead of JSON.

use crate::world::{World, get, with_header};

#[tokio::test]
async fn a_browser_gets_a_page() {
    let world = World::new().await;
    let request = with_header(get("/me"), "sec-fetch-mode", "navigate");
    let answer = world.send(request).await;
    assert_eq!(answer.status, 401);
    assert_eq!(
        answer.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert!(
        answer.text.contains("<h1>Sign in first</h1>"),
        "{}",
        answer.text
    );
    assert!(
        answer
            .text
            .contains(answer.header("x-request-id").expect("an id"))
    );
    assert_eq!(answer.header("x-frame-options"), Some("DENY"));
    let policy = answer.header("content-security-policy").expect("a policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
}

#[tokio::test]
async fn an_old_browser_is_known_by_what_it_accepts() {
    let world = World::new().await;
    let accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    let answer = world
        .send(with_header(get("/nothing"), "accept", accept))
        .await;
    assert_eq!(answer.status, 404);
    assert!(answer.text.starts_with("<!doctype html>"));
}

#[tokio::test]
async fn a_script_gets_json_wherever_it_runs() {
    let world = World::new().await;
    let request = with_header(get("/me"), "sec-fetch-mode", "cors");
    let answer = world.send(with_header(request, "accept", "*/*")).await;
    assert_eq!(answer.refusal(), (401, "token_missing"));
}

#[tokio::test]
async fn an_encrypted_public_url_is_remembered_by_browsers() {
    let world =
        World::with(|config| config.public_url = Some("https://id.example.com".to_owned())).await;
    let answer = world.get("/healthz").await;
    assert!(answer.header("strict-transport-security").is_some());
    let world = World::new().await;
    assert!(
        world
            .get("/healthz")
            .await
            .header("strict-transport-security")
            .is_none()
    );
}
