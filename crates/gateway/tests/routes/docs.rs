//! The OpenAPI document and the page that shows it.

use axum::Router;
use serde_json::Value;

use crate::world::{World, get, send};

#[tokio::test]
async fn the_document_is_served() {
    let world = World::new().await;
    let answer = world.get("/openapi.json").await.ok();
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.body["openapi"], "3.1.0");
    let document = serde_json::to_value(poolgate_gateway::openapi()).expect("JSON");
    assert_eq!(answer.body, document);
}

#[tokio::test]
async fn every_reference_leads_somewhere() {
    let document = serde_json::to_value(poolgate_gateway::openapi()).expect("JSON");
    let mut references = Vec::new();
    collect(&document, &mut references);
    assert!(references.len() > 50);
    for reference in references {
        let pointer = reference.strip_prefix('#').expect("a reference inside");
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

fn collect(value: &Value, references: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get("$ref") {
                references.push(reference.clone());
            }
            members
                .values()
                .for_each(|value| collect(value, references));
        }
        Value::Array(items) => items.iter().for_each(|value| collect(value, references)),
        _ => {}
    }
}

#[tokio::test]
async fn the_page_has_all_it_needs_and_may_use_nothing_else() {
    let world = World::new().await;
    let answer = world.get("/apidocs").await;
    assert_eq!(answer.status, 308);
    assert_eq!(answer.header("location"), Some("/apidocs/"));
    let page = world.get("/apidocs/").await.ok();
    assert!(
        page.header("content-type")
            .is_some_and(|kind| kind.starts_with("text/html"))
    );
    let policy = page.header("content-security-policy").expect("a policy");
    assert!(
        policy.contains("script-src 'self';") && !policy.contains("http"),
        "{policy}"
    );
    for file in [
        "swagger-ui.css",
        "swagger-ui-bundle.js",
        "swagger-initializer.js",
    ] {
        assert!(page.text.contains(file), "{file}");
        world.get(&format!("/apidocs/{file}")).await.ok();
    }
    let start = world.get("/apidocs/swagger-initializer.js").await.ok();
    assert!(start.text.contains("../openapi.json"), "{}", start.text);
    assert_eq!(world.get("/apidocs/nothing.js").await.status, 404);
}

#[tokio::test]
async fn the_router_nests_in_another_application() {
    let world = World::new().await;
    let app = Router::new().nest("/id", world.router());
    let answer = send(app.clone(), get("/id/healthz")).await;
    assert_eq!(answer.status, 200);
    let answer = send(app.clone(), get("/id/apidocs")).await;
    assert_eq!(answer.header("location"), Some("/id/apidocs/"));
    let answer = send(app.clone(), get("/id/nothing")).await;
    assert_eq!(answer.refusal(), (404, "not_found"));
    assert_eq!(send(app, get("/healthz")).await.status, 404);
}

/// Compares a generated file of `docs/` with what it should be; `UPDATE_DOCS=1` writes it anew.
fn generated(name: &str, text: &str) {
    let path = format!("{}/../../docs/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, text).expect("docs can be written");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == text,
        "docs/{name} is old: run `UPDATE_DOCS=1 cargo test -p poolgate-gateway --test routes docs`"
    );
}

#[test]
fn the_checked_in_document_is_the_one_that_is_served() {
    let document = serde_json::to_value(poolgate_gateway::openapi()).expect("JSON");
    let text = serde_json::to_string_pretty(&document).expect("JSON");
    generated("openapi.json", &(text + "\n"));
}

#[test]
fn the_page_about_endpoints_is_generated_from_the_document() {
    let document = serde_json::to_value(poolgate_gateway::openapi()).expect("JSON");
    generated("endpoints.md", &crate::endpoints::page(&document));
}

#[test]
fn the_pages_about_logs_and_metrics_are_generated_from_their_tables() {
    generated("logging.md", &crate::pages::logging());
    generated("metrics.md", &crate::pages::metrics());
}
