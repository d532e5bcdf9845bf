//! A pool behind a socket, with faults that a test turns on; and where figures go.

use std::future::pending;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use poolgate_client::Transport;
use poolgate_gateway::Config;
use serde_json::json;

use crate::pool::Pool;
use crate::world::World;

/// A pool behind a socket, with faults that a test turns on.
#[derive(Clone, Default)]
pub(super) struct Upstream {
    pub(super) calls: Arc<AtomicU64>,
    /// How many of a hundred calls are throttled.
    pub(super) throttled: Arc<AtomicU64>,
    pub(super) silent: Arc<AtomicBool>,
    pub(super) documents_are_gone: Arc<AtomicBool>,
    url: String,
}

impl Upstream {
    pub(super) async fn start(pool: &Pool) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("a port");
        let address = listener.local_addr().expect("an address");
        let upstream = Self {
            url: format!("http://{address}"),
            ..Self::default()
        };
        let router = pool
            .router()
            .layer(from_fn_with_state(upstream.clone(), fail));
        tokio::spawn(async move { axum::serve(listener, router).await });
        upstream
    }

    pub(super) async fn world(&self, change: impl FnOnce(&mut Config)) -> World {
        World::with(|config| {
            config.limits = None;
            config.client.transport = Transport::Https;
            config.client.endpoint_url = Some(self.url.clone());
            config.jwks_uri = Some(format!("{}/pool/.well-known/jwks.json", self.url));
            change(config);
        })
        .await
    }
}

async fn fail(State(upstream): State<Upstream>, request: Request, next: Next) -> Response {
    if upstream.silent.load(Ordering::SeqCst) {
        return pending().await;
    }
    if request.method() == "GET" {
        if upstream.documents_are_gone.load(Ordering::SeqCst) {
            return http::StatusCode::BAD_GATEWAY.into_response();
        }
        return next.run(request).await;
    }
    let number = upstream.calls.fetch_add(1, Ordering::SeqCst);
    // Spread evenly, and the same in every run (multiplicative hashing).
    let dice = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    if dice % 100 < upstream.throttled.load(Ordering::SeqCst) {
        let body = json!({"__type": "TooManyRequestsException", "message": "Rate exceeded"});
        return (http::StatusCode::BAD_REQUEST, body.to_string()).into_response();
    }
    next.run(request).await
}

pub(super) fn is_full() -> bool {
    std::env::var_os("POOLGATE_FAULTS").is_some()
}

/// A line for the documents, where they are written.
pub(super) fn note(fault: &str, what: &str, limit: &str, found: &str, holds: bool) {
    let Some(path) = std::env::var_os("POOLGATE_FAULTS_OUT") else {
        return;
    };
    let mut file = std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(path)
        .expect("a file for the figures");
    let holds = if holds { "yes" } else { "no" };
    writeln!(file, "{fault}\t{what}\t{limit}\t{found}\t{holds}").expect("a line");
}
