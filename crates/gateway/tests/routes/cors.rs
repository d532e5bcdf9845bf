//! Other origins: who may read, and who may change something.

use axum::body::Body;
use http::{Method, Request};
use poolgate_gateway::{Config, Cors, Gateway};
use serde_json::json;

use crate::world::{World, config, get, post, with_header};

const APP: &str = "https://app.example.com";
const EVIL: &str = "https://evil.example";

fn login(origin: Option<&str>, site: Option<&str>) -> Request<Body> {
    let mut request = post("/auth/login", &json!({"email": "a@b.c", "password": "x"}));
    if let Some(origin) = origin {
        request = with_header(request, "origin", origin);
    }
    if let Some(site) = site {
        request = with_header(request, "sec-fetch-site", site);
    }
    request
}

#[tokio::test]
async fn r23_a_foreign_page_changes_nothing_here() {
    let world = World::new().await;
    for request in [
        login(Some(EVIL), None),
        login(Some(EVIL), Some("cross-site")),
        login(None, Some("cross-site")),
        login(None, Some("same-site")),
        login(Some("null"), None),
        login(Some("http://localhost:8001"), Some("same-site")),
    ] {
        let answer = world.send(request).await;
        assert_eq!(answer.refusal(), (403, "cross_origin"));
        assert!(answer.header("access-control-allow-origin").is_none());
    }
    assert!(world.pool.calls().is_empty());
}

#[tokio::test]
async fn our_own_pages_and_programs_pass() {
    let world = World::new().await;
    for request in [
        login(None, None),
        login(Some("http://localhost:8000"), Some("same-origin")),
        login(Some("http://localhost:8000"), None),
        login(None, Some("none")),
    ] {
        world.send(request).await.ok();
    }
}

#[tokio::test]
async fn r62_only_a_listed_origin_may_read() {
    let world = World::with(|config| config.cors = Cors::Origins(vec![APP.to_owned()])).await;
    let answer = world.send(login(Some(APP), Some("cross-site"))).await.ok();
    assert_eq!(answer.header("access-control-allow-origin"), Some(APP));
    assert_eq!(
        answer.header("access-control-allow-credentials"),
        Some("true")
    );
    assert!(
        answer
            .header("vary")
            .is_some_and(|vary| vary.contains("origin"))
    );
    let answer = world.send(login(Some(EVIL), Some("cross-site"))).await;
    assert_eq!(answer.refusal(), (403, "cross_origin"));
    assert!(answer.header("access-control-allow-origin").is_none());
    let answer = world.send(with_header(get("/me"), "origin", EVIL)).await;
    assert!(answer.header("access-control-allow-origin").is_none());
    let answer = world.send(with_header(get("/me"), "origin", APP)).await;
    assert_eq!(
        answer.refusal(),
        (401, "token_missing"),
        "errors can be read too"
    );
    assert_eq!(answer.header("access-control-allow-origin"), Some(APP));
}

#[tokio::test]
async fn r62_any_origin_never_comes_with_credentials() {
    let world = World::with(|config| config.cors = Cors::Any).await;
    let answer = world.send(login(Some(EVIL), Some("cross-site"))).await.ok();
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    assert!(answer.header("access-control-allow-credentials").is_none());
}

fn preflight(origin: &str) -> Request<Body> {
    let mut request = get("/auth/login");
    *request.method_mut() = Method::OPTIONS;
    let request = with_header(request, "origin", origin);
    let request = with_header(request, "access-control-request-method", "POST");
    with_header(
        request,
        "access-control-request-headers",
        "authorization,content-type",
    )
}

#[tokio::test]
async fn a_preflight_is_answered_for_listed_origins() {
    let world = World::with(|config| config.cors = Cors::Origins(vec![APP.to_owned()])).await;
    let answer = world.send(preflight(APP)).await.ok();
    assert_eq!(answer.header("access-control-allow-origin"), Some(APP));
    let headers = answer
        .header("access-control-allow-headers")
        .expect("headers");
    assert!(headers.contains("authorization") && headers.contains("content-type"));
    let answer = world.send(preflight(EVIL)).await;
    assert!(answer.header("access-control-allow-origin").is_none());
}

#[tokio::test]
async fn without_cors_no_answer_speaks_of_it() {
    let world = World::new().await;
    let answer = world.send(preflight(APP)).await;
    assert_eq!(answer.status, 405);
    assert!(
        answer
            .headers
            .keys()
            .all(|name| !name.as_str().starts_with("access-control"))
    );
}

#[tokio::test]
async fn a_wrong_origin_in_the_settings_is_found_at_the_start() {
    let refused = async |change: fn(&mut Config)| {
        let mut config = config(&crate::pool::content());
        change(&mut config);
        Gateway::new(config)
            .await
            .err()
            .map(|error| error.to_string())
    };
    let found =
        refused(|config| config.cors = Cors::Origins(vec!["app.example.com".to_owned()])).await;
    assert!(found.expect("refused").contains("app.example.com"));
    let found = refused(|config| config.public_url = Some("localhost:8000".to_owned())).await;
    assert!(found.expect("refused").contains("localhost:8000"));
    let found = refused(|config| config.allowed_attributes.push("email_verified".to_owned())).await;
    assert!(found.expect("refused").contains("email_verified"));
    let found = refused(|config| config.leeway = std::time::Duration::from_hours(1)).await;
    assert!(found.is_some());
}
