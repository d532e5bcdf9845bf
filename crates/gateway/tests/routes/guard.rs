//! An application that nests the gateway, and has its guard in front of its own routes.

use std::sync::Arc;

use axum::body::Body;
use axum::routing::{get as on_get, post as on_post};
use axum::{Json, Router};
use http::{HeaderMap, Request};
use poolgate_gateway::{AuditEvent, Config, Gateway, Verification};
use poolgate_verify::{Authorized, Policy, Requirement, VerifiedClaims};
use serde_json::{Value, json};

use crate::session_world::{OWN, Tab};
use crate::world::{Answer, World, get, post, send, sign_in, with_header};
use crate::{log, token};

struct Admins;

impl Policy for Admins {
    fn requirement() -> Requirement {
        Requirement::default().any_group(["admins"])
    }
}

async fn who(claims: VerifiedClaims, headers: HeaderMap) -> Json<Value> {
    let forged = headers.keys().any(|name| name.as_str().contains("auth"));
    let forged = forged && !headers.contains_key("authorization");
    Json(json!({"sub": claims.sub(), "forged": forged}))
}

async fn administer(admin: Authorized<Admins>) -> String {
    admin.sub().to_owned()
}

fn application(gateway: &Gateway) -> Router {
    let ghosts = Requirement::default().any_group(["ghosts"]);
    Router::new()
        .route("/app/who", on_get(who).post(who))
        .route("/app/admin", on_get(administer))
        .route("/app/ws", on_get(who))
        .route_layer(gateway.guard())
        .route(
            "/app/ghosts",
            on_get(who).layer(gateway.guard().requirement(ghosts)),
        )
        .nest(
            "/deep",
            Router::new()
                .route("/page", on_get(who))
                .layer(gateway.guard()),
        )
        .route("/app/open", on_post(async || "open"))
        .with_state(gateway.clone())
        .merge(gateway.router())
}

struct App {
    world: World,
    router: Router,
}

impl App {
    async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let world = World::with_data(change).await;
        let router = application(world.gateway());
        Self { world, router }
    }

    async fn new() -> Self {
        Self::with(|_| {}).await
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        send(self.router.clone(), request).await
    }

    async fn ticket(&self, tab: &Tab) -> String {
        let request = with_header(post("/auth/socket-ticket", &json!({})), "origin", OWN);
        let answer = self.send(tab.with(request)).await.ok();
        answer.body["ticket"].as_str().expect("a ticket").to_owned()
    }
}

fn bearer(mut request: Request<Body>) -> Request<Body> {
    sign_in(&mut request);
    request
}

fn handshake(path: &str) -> Request<Body> {
    let request = with_header(get(path), "upgrade", "websocket");
    let request = with_header(request, "connection", "Upgrade");
    let request = with_header(request, "sec-websocket-version", "13");
    with_header(request, "sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
}

#[tokio::test]
async fn a_bearer_token_and_a_session_pass_with_their_claims() {
    let app = App::new().await;
    let tab = app.world.tab().await;
    for request in [bearer(get("/app/who")), tab.with(get("/app/who"))] {
        let answer = app.send(request).await.ok();
        assert_eq!(answer.body["sub"], token::SUB);
        assert!(
            answer.header("x-request-id").is_none(),
            "it is the application's own answer"
        );
    }
    let answer = app.send(tab.with(get("/app/admin"))).await.ok();
    assert_eq!(
        answer.text,
        token::SUB,
        "the session is in the group admins"
    );
    app.send(tab.with(get("/auth/me"))).await.ok();
}

#[tokio::test]
async fn who_does_not_pass_gets_the_gateways_own_answer() {
    let app = App::new().await;
    let answer = app.send(get("/app/who")).await;
    assert_eq!(answer.refusal(), (401, "token_missing"));
    let id = answer.header("x-request-id").expect("an id");
    assert_eq!(answer.body["request_id"], id);
    assert_eq!(
        answer.header("www-authenticate"),
        Some(r#"Bearer realm="poolgate""#)
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let wrong = with_header(get("/app/who"), "authorization", "Bearer x");
    assert_eq!(app.send(wrong).await.refusal(), (401, "invalid_token"));
    let answer = app.send(bearer(get("/app/ghosts"))).await;
    assert_eq!(answer.refusal(), (403, "insufficient_scope"));
    let stale = Tab(format!("poolgate={}", "A".repeat(64)));
    let answer = app.send(stale.with(get("/app/who"))).await;
    assert_eq!(answer.refusal(), (401, "token_missing"));
    let text = with_header(get("/app/who"), "accept", "application/problem+json");
    let answer = app.send(text).await;
    assert_eq!(
        answer.header("content-type"),
        Some("application/problem+json")
    );
}

#[tokio::test]
async fn a_page_leads_to_the_sign_in_and_back() {
    let app = App::new().await;
    let page = |path| with_header(get(path), "accept", "text/html");
    for (path, back) in [
        (
            "/app/who?x=1&y=%2F",
            "/login?return_to=%2Fapp%2Fwho%3Fx%3D1%26y%3D%252F",
        ),
        ("/deep/page?z", "/login?return_to=%2Fdeep%2Fpage%3Fz"),
    ] {
        let answer = app.send(page(path)).await;
        let found = (answer.status.as_u16(), answer.header("location"));
        assert_eq!(found, (303, Some(back)));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    let call = with_header(page("/app/who"), "sec-fetch-mode", "cors");
    let form = with_header(post("/app/who", &json!({})), "accept", "text/html");
    for request in [call, form] {
        let answer = app.send(request).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("location")),
            (401, None)
        );
    }
}

#[tokio::test]
async fn r61_an_identity_that_the_caller_claims_never_passes() {
    let app = App::new().await;
    let tab = app.world.tab().await;
    for name in [
        "x-auth-request-user",
        "x-auth-request-groups",
        "x_auth_request_email",
        "x-auth-request-anything",
    ] {
        let request = with_header(get("/app/who"), name, "admin");
        let answer = app.send(tab.with(request)).await.ok();
        assert_eq!(answer.body["forged"], false, "{name}");
    }
}

#[tokio::test]
async fn r23_a_session_changes_something_for_our_own_pages_alone() {
    let app = App::new().await;
    let tab = app.world.tab().await;
    let change = || post("/app/who", &json!({}));
    for (request, status) in [
        (with_header(change(), "origin", OWN), 200),
        (with_header(change(), "sec-fetch-site", "same-origin"), 200),
        (with_header(change(), "origin", "https://evil.example"), 403),
        (with_header(change(), "sec-fetch-site", "same-site"), 403),
        (change(), 403),
    ] {
        let answer = app.send(tab.with(request)).await;
        assert_eq!(answer.status, status, "{}", answer.text);
        if status == 403 {
            assert_eq!(answer.refusal(), (403, "cross_origin"));
        }
    }
    let token = with_header(bearer(change()), "origin", "https://evil.example");
    app.send(token).await.ok();
}

#[tokio::test]
async fn r23_a_session_opens_a_socket_for_our_own_pages_alone() {
    let app = App::new().await;
    let tab = app.world.tab().await;
    let own = with_header(handshake("/app/ws"), "origin", OWN);
    app.send(tab.with(own)).await.ok();
    let evil = with_header(handshake("/app/ws"), "origin", "https://evil.example");
    for request in [evil, handshake("/app/ws")] {
        let answer = app.send(tab.with(request)).await;
        assert_eq!(answer.refusal(), (403, "cross_origin"));
    }
}

#[tokio::test]
async fn a_ticket_opens_one_socket_and_nothing_else() {
    let app = App::new().await;
    let tab = app.world.tab().await;
    let ticket = app.ticket(&tab).await;
    let path = format!("/app/ws?ticket={ticket}");
    for request in [get(&path), post(&path, &json!({}))] {
        assert_ne!(app.send(request).await.status, 200);
    }
    let answer = app.send(handshake(&path)).await.ok();
    assert_eq!(answer.body["sub"], token::SUB);
    let answer = app.send(handshake(&path)).await;
    assert_eq!(answer.refusal(), (401, "token_missing"));
}

#[tokio::test]
async fn strict_verification_asks_the_pool() {
    let app = App::with(|config| {
        config.verification = Verification::Strict;
        config.user_cache = std::time::Duration::ZERO;
    })
    .await;
    app.send(bearer(get("/app/who"))).await.ok();
    app.world
        .pool
        .refuse_all("NotAuthorizedException", "Access Token has been revoked");
    let answer = app.send(bearer(get("/app/who"))).await;
    assert_eq!(answer.refusal(), (401, "invalid_token"));
}

#[tokio::test]
async fn who_is_turned_away_is_in_the_logs() {
    log::listen();
    let app = App::new().await;
    app.send(bearer(get("/app/ghosts?secret=x"))).await;
    let heard = log::heard();
    let event = format!(r#"event="{}""#, AuditEvent::AccessDenied.name());
    let lines: Vec<_> = heard
        .lines()
        .filter(|line| line.contains("(guarded)"))
        .collect();
    assert!(lines.iter().any(|line| line.contains(&event)), "{heard}");
    assert!(lines.iter().any(|line| line.contains("403")), "{heard}");
    assert!(!heard.contains("secret"), "{heard}");
}

#[tokio::test]
async fn a_guard_is_a_layer_for_any_service() {
    use tower::{ServiceBuilder, ServiceExt, service_fn};
    let world = World::with_data(|_| {}).await;
    let seen = Arc::new(std::sync::Mutex::new(None));
    let noted = Arc::clone(&seen);
    let service = ServiceBuilder::new()
        .layer(world.gateway().guard())
        .service(service_fn(move |request: Request<Body>| {
            let claims = request.extensions().get::<VerifiedClaims>().cloned();
            *noted.lock().expect("a lock") = claims;
            async { Ok::<_, std::convert::Infallible>("inside") }
        }));
    let answer = service.oneshot(bearer(get("/x"))).await.expect("an answer");
    assert_eq!(answer.status(), 200);
    let claims = seen.lock().expect("a lock").take().expect("claims");
    assert_eq!(claims.sub(), token::SUB);
}
