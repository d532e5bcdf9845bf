//! The outermost layer: a request gets its id and its line in the log, an error its body, an answer its
//! headers.

use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::HOST;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method};
use poolgate_metrics::{HTTP_IN_FLIGHT, HTTP_REQUEST_DURATION, HTTP_REQUESTS, RATE_LIMITED};
use tracing::{Instrument, Span};
use uuid::Uuid;

use crate::address::Peer;
use crate::audit::{self, Ended, Happening, Trail};
use crate::code::Code;
use crate::error::{ApiError, Explained};
use crate::gateway::Gateway;
use crate::layers::render::{Reader, render};
use crate::layers::{Origin, headers};

const REQUEST_ID: &str = "x-request-id";

/// The status of a request whose caller went away, as proxies count it.
const ABANDONED: &str = "499";

/// What the log says of a request: never the query, a header or a body.
pub(super) struct Line {
    pub(super) id: String,
    pub(super) method: Method,
    pub(super) route: String,
    pub(super) client: String,
    pub(super) start: Instant,
}

impl Line {
    pub(super) fn of(gateway: &Gateway, parts: &Parts, route: String) -> Self {
        Self {
            id: request_id(&parts.headers),
            method: parts.method.clone(),
            route,
            client: Peer::of(parts, &gateway.config().trusted_proxies)
                .0
                .to_string(),
            start: Instant::now(),
        }
    }

    pub(super) fn span(&self) -> Span {
        tracing::info_span!(
            "request",
            request.id = %self.id,
            http.method = %self.method,
            http.route = %self.route,
            client.address = %self.client,
        )
    }
}

pub(crate) async fn run(State(gateway): State<Gateway>, request: Request, next: Next) -> Response {
    let reader = Reader::of(request.headers());
    let (mut parts, body) = request.into_parts();
    // HTTP/2 has the host in the target (RFC 9113, section 8.3.1). Whoever looks for the header finds it there too.
    if let Some(host) = parts.uri.authority()
        && let Ok(host) = HeaderValue::from_str(host.as_str())
    {
        parts.headers.entry(HOST).or_insert(host);
    }
    let route = parts
        .extensions
        .get::<MatchedPath>()
        .map_or_else(|| "(no route)".to_owned(), |path| path.as_str().to_owned());
    let line = Line::of(&gateway, &parts, route);
    let span = line.span();
    let flight = gateway.metrics().flight(HTTP_IN_FLIGHT);
    let trail = Trail::default();
    let mut open = Open {
        gateway,
        line,
        trail: trail.clone(),
        span: span.clone(),
        is_answered: false,
    };
    let response = trail
        .follow(next.run(Request::from_parts(parts, body)))
        .instrument(span)
        .await;
    drop(flight);
    let (response, error) = complete(&open.gateway, response, &reader, &open.line.id);
    open.answered(&response, error.as_ref());
    response
}

/// Gives an answer what all answers have, and its error a body.
pub(super) fn complete(
    gateway: &Gateway,
    mut response: Response,
    reader: &Reader,
    request_id: &str,
) -> (Response, Option<ApiError>) {
    let mut error = response.extensions_mut().remove::<ApiError>();
    if let Some(error) = &error {
        render(gateway, &mut response, error, reader, request_id);
    } else {
        let explained = response.extensions_mut().remove::<Explained>();
        error = explained.map(|explained| explained.0);
    }
    let strict = gateway.public_origin().is_some_and(Origin::is_https);
    headers::add(&mut response, strict && !gateway.config().dev);
    if let Ok(value) = HeaderValue::from_str(request_id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    (response, error)
}

/// A request without an answer. The server forgets it in the middle where its caller goes away; it is
/// written down all the same, or nobody would see who guesses passwords and never waits.
struct Open {
    gateway: Gateway,
    line: Line,
    trail: Trail,
    span: Span,
    is_answered: bool,
}

impl Open {
    fn answered(&mut self, response: &Response, error: Option<&ApiError>) {
        self.is_answered = true;
        let time = self.line.start.elapsed();
        let ended = error.map_or(Ended::Well, |error| Ended::Refused(error.code()));
        self.measure(response.status().as_str(), time);
        self.span.in_scope(|| {
            log(&self.line, response, error, time);
            self.record(ended);
        });
    }

    fn measure(&self, status: &str, time: Duration) {
        let line = &self.line;
        // Anybody may send a method of its own making; each would be a number of its own.
        let method = match line.method.as_str() {
            known @ ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS") => known,
            _ => "other",
        };
        let metrics = self.gateway.metrics();
        metrics.count(HTTP_REQUESTS, &[method, &line.route, status]);
        metrics.took(HTTP_REQUEST_DURATION, &[method, &line.route], time);
    }

    fn record(&self, ended: Ended) {
        let facts = self.trail.known();
        if let Some(limit) = facts.limit {
            self.gateway.metrics().count(RATE_LIMITED, &[limit]);
        }
        let happening = Happening {
            method: &self.line.method,
            route: &self.line.route,
            client: &self.line.client,
            request_id: &self.line.id,
            ended,
            facts: &facts,
        };
        audit::record(&self.gateway, &happening);
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if self.is_answered {
            return;
        }
        let Line { method, route, .. } = &self.line;
        let time = self.line.start.elapsed();
        self.measure(ABANDONED, time);
        self.span.in_scope(|| {
            let ms = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
            tracing::info!(
                duration_ms = ms,
                "{method} {route}: the caller went away after {ms} ms"
            );
            self.record(Ended::Abandoned);
        });
    }
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

pub(super) fn log(line: &Line, response: &Response, error: Option<&ApiError>, time: Duration) {
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
        // Nothing failed: it is about to stop, as it was told.
        Code::NotReady if cause.is_empty() => tracing::info!(
            http.status = status,
            duration_ms = ms,
            error.code = code,
            "{method} {route} {status} {code} in {ms} ms"
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
