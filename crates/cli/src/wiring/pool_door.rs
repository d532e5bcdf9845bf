//! What is seen of the embedded pool's own port: numbers by operation, signed operations in the audit log, and
//! whether the program is about to stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use http::header::AUTHORIZATION;
use http::{HeaderMap, StatusCode};
use poolgate_metrics::{Metrics, POOL_REQUEST_DURATION, POOL_REQUESTS};
use poolgate_pool_http::wire::BUILT;

/// What operations that change nothing begin with.
const READING: [&str; 6] = [
    "List",
    "Get",
    "Describe",
    "AdminList",
    "AdminGet",
    "AdminDescribe",
];

/// Whether the program is about to stop.
#[derive(Clone, Default)]
pub(crate) struct Stopping(Arc<AtomicBool>);

impl Stopping {
    /// From now on, it is.
    pub(crate) fn begin(&self) {
        self.0.store(true, Ordering::Release);
    }
}

#[derive(Clone)]
struct Door {
    metrics: Metrics,
    stopping: Stopping,
}

/// The pool's routes, observed.
pub(crate) fn observed(router: Router, metrics: Metrics, stopping: Stopping) -> Router {
    router.layer(from_fn_with_state(Door { metrics, stopping }, observe))
}

async fn observe(State(door): State<Door>, request: Request, next: Next) -> Response {
    if request.uri().path() == "/readyz" && door.stopping.0.load(Ordering::Acquire) {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let Some(operation) = operation(request.headers()) else {
        return next.run(request).await;
    };
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let client = peer.map(|info| info.0.ip().to_canonical().to_string());
    let signed = request
        .headers()
        .get(AUTHORIZATION)
        .is_some_and(|value| value.as_bytes().starts_with(b"AWS4-"));
    let start = Instant::now();
    let response = next.run(request).await;
    let status = response.status();
    let metrics = &door.metrics;
    metrics.count(POOL_REQUESTS, &[operation, status.as_str()]);
    metrics.took(POOL_REQUEST_DURATION, &[operation], start.elapsed());
    if signed && !READING.iter().any(|word| operation.starts_with(word)) {
        let outcome = match status.as_u16() {
            200..=299 => "success",
            500.. => "error",
            _ => "failure",
        };
        let request_id = response.headers().get("x-amzn-requestid");
        tracing::info!(
            target: "audit",
            event = "pool_operation",
            operation,
            outcome,
            request_id = request_id.and_then(|id| id.to_str().ok()),
            client_address = client,
            "pool_operation: {operation}: {outcome}"
        );
    }
    response
}

/// The operation that is called, if it is one that is built: what callers make up is all the same.
fn operation(headers: &HeaderMap) -> Option<&'static str> {
    let target = headers.get("x-amz-target")?.to_str().unwrap_or_default();
    let name = target.rsplit('.').next().unwrap_or_default();
    let known = BUILT.iter().find(|known| **known == name);
    Some(known.copied().unwrap_or("unknown"))
}
