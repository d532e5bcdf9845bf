//! What is refused before a route sees it: bodies that are too large, requests that take too long,
//! changes from foreign pages; and what becomes of a panic.

use std::any::Any;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_LENGTH, HOST};

use crate::code::Code;
use crate::error::ApiError;
use crate::forwarded;
use crate::gateway::Gateway;
use crate::layers::origin;

/// Refuses a body that announces itself as too large. One that does not is cut off while it is read.
pub(crate) async fn size(
    State(gateway): State<Gateway>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let announced = request
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse::<u64>().ok());
    let limit = u64::try_from(gateway.config().body_limit).unwrap_or(u64::MAX);
    if announced.is_some_and(|length| length > limit) {
        return Err(Code::BodyTooLarge.into());
    }
    Ok(next.run(request).await)
}

/// Ends a request that takes too long.
pub(crate) async fn time(
    State(gateway): State<Gateway>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    tokio::time::timeout(gateway.config().request_timeout, next.run(request))
        .await
        .map_err(|_| Code::Timeout.into())
}

/// Refuses a change that a page of another origin asks for.
pub(crate) async fn origin(
    State(gateway): State<Gateway>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    // It changes nothing, and looks at the origin of the request that it is asked about.
    if forwarded::is_asked(request.uri().path()) {
        return Ok(next.run(request).await);
    }
    // HTTP/2 has the host in the target (RFC 9113, section 8.3.1), HTTP/1.1 in a header.
    let host = request
        .uri()
        .authority()
        .map(http::uri::Authority::as_str)
        .or_else(|| request.headers().get(HOST)?.to_str().ok());
    let passes = origin::passes(
        request.method(),
        request.headers(),
        host,
        gateway.public_origin(),
        &gateway.config().cors,
    );
    if !passes {
        return Err(Code::CrossOrigin.into());
    }
    Ok(next.run(request).await)
}

/// A panic in a route: the text goes to the log, not to the caller.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the layer hands the panic over"
)]
pub(crate) fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without a text");
    ApiError::new(Code::Internal)
        .cause(format!("panic: {text}"))
        .into_response()
}
