//! The outermost layer: a request gets its id and its line in the log, an error its body, an answer its
//! headers.

use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, Method};
use poolgate_metrics::{HTTP_IN_FLIGHT, HTTP_REQUEST_DURATION, HTTP_REQUESTS, RATE_LIMITED};
use tracing::Instrument;
use uuid::Uuid;

use crate::address::Peer;
use crate::audit::{self, Happening};
use crate::code::Code;
use crate::error::ApiError;
use crate::gateway::Gateway;
use crate::layers::render::{Format, render};
use crate::layers::{Origin, headers};

const REQUEST_ID: &str = "x-request-id";

/// What the log says of a request: never the query, a header or a body.
struct Line {
    method: Method,
    route: String,
    client: String,
    start: Instant,
}

pub(crate) async fn run(State(gateway): State<Gateway>, request: Request, next: Next) -> Response {
    let id = request_id(request.headers());
    let format = Format::wanted(request.headers());
    let (parts, body) = request.into_parts();
    let line = Line {
        method: parts.method.clone(),
        route: parts
            .extensions
            .get::<MatchedPath>()
            .map_or_else(|| "(no route)".to_owned(), |path| path.as_str().to_owned()),
        client: Peer::of(&parts, &gateway.config().trusted_proxies)
            .0
            .to_string(),
        start: Instant::now(),
    };
    let span = tracing::info_span!(
        "request",
        request.id = %id,
        http.method = %line.method,
        http.route = %line.route,
        client.address = %line.client,
    );
    let flight = gateway.metrics().flight(HTTP_IN_FLIGHT);
    let (mut response, facts) = audit::follow(next.run(Request::from_parts(parts, body)))
        .instrument(span.clone())
        .await;
    drop(flight);
    let error = response.extensions_mut().remove::<ApiError>();
    if let Some(error) = &error {
        render(&mut response, error, format, &id);
    }
    let strict = gateway.public_origin().is_some_and(Origin::is_https);
    headers::add(&mut response, strict && !gateway.config().dev);
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    let time = line.start.elapsed();
    if let Some(limit) = facts.limit {
        gateway.metrics().count(RATE_LIMITED, &[limit]);
    }
    measure(&gateway, &line, &response, time);
    span.in_scope(|| {
        log(&line, &response, error.as_ref(), time);
        audit::record(
            &gateway,
            &Happening {
                method: &line.method,
                route: &line.route,
                client: &line.client,
                request_id: &id,
                code: error.as_ref().map(ApiError::code),
                facts: &facts,
            },
        );
    });
    response
}

/// The caller's own id where it looks like one, so that a trace can begin in front of the gateway.
fn request_id(headers: &HeaderMap) -> String {
    headers
        .get(REQUEST_ID)
        .and_then(|value| value.to_str().ok())
        .filter(|id| (1..=64).contains(&id.len()))
        .filter(|id| {
            id.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        })
        .map_or_else(|| Uuid::new_v4().to_string(), str::to_owned)
}

fn measure(gateway: &Gateway, line: &Line, response: &Response, time: Duration) {
    // Anybody may send a method of its own making; each would be a number of its own.
    let method = match line.method.as_str() {
        known @ ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS") => known,
        _ => "other",
    };
    let metrics = gateway.metrics();
    let status = response.status();
    metrics.count(HTTP_REQUESTS, &[method, &line.route, status.as_str()]);
    metrics.took(HTTP_REQUEST_DURATION, &[method, &line.route], time);
}

fn log(line: &Line, response: &Response, error: Option<&ApiError>, time: Duration) {
    let Line { method, route, .. } = line;
    let status = response.status().as_u16();
    let ms = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    let Some(facts) = error.map(ApiError::facts) else {
        tracing::info!(
            http.status = status,
            duration_ms = ms,
            "{method} {route} {status} in {ms} ms"
        );
        return;
    };
    let code = facts.code.as_str();
    let cause = facts
        .cause
        .as_ref()
        .map(|cause| chain(&***cause))
        .unwrap_or_default();
    match facts.code {
        Code::Misconfigured => tracing::error!(
            http.status = status,
            duration_ms = ms,
            error.code = code,
            error.cause = cause,
            "{method} {route} {status}: THE SETTINGS DO NOT FIT THE USER POOL: {cause}. Check pool id, client id and client secret; users cannot sign in until this is right."
        ),
        _ if status >= 500 => tracing::error!(
            http.status = status,
            duration_ms = ms,
            error.code = code,
            error.cause = cause,
            "{method} {route} {status} {code} in {ms} ms: {cause}"
        ),
        _ => tracing::info!(
            http.status = status,
            duration_ms = ms,
            error.code = code,
            error.cause = cause,
            "{method} {route} {status} {code} in {ms} ms"
        ),
    }
}

/// An error and all its causes, in one line.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(current) = cause {
        let next = current.to_string();
        if !text.ends_with(&next) {
            text.push_str(": ");
            text.push_str(&next);
        }
        cause = current.source();
    }
    text
}
