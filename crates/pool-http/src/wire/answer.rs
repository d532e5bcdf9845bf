//! Answers in the form of Cognito's: headers, bodies, the exception's type and text.

use std::any::Any;

use axum::body::{Body, Bytes};
use axum::response::Response;
use http::{HeaderName, HeaderValue, StatusCode, header};
use poolgate_pool::{Error, Exception};
use serde::Serialize;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");
const ERROR_MESSAGE: HeaderName = HeaderName::from_static("x-amzn-errormessage");
const CONTENT_TYPE: HeaderValue = HeaderValue::from_static("application/x-amz-json-1.1");

/// What the wire itself refuses, before an operation runs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refused {
    /// No operation of this name.
    #[error("no such operation")]
    UnknownOperation,
    /// The body is no JSON object, or a member has the wrong type.
    #[error("{}", .0.as_deref().unwrap_or("malformed body"))]
    Serialization(Option<String>),
    /// A constraint of the model is broken.
    #[error("{0}")]
    Constraints(String),
    /// The body is too large.
    #[error("The request is larger than {0} bytes.")]
    TooLarge(usize),
    /// The body does not come.
    #[error("The request took too long to arrive.")]
    TooSlow,
    /// The signature is missing, or does not hold.
    #[error("{message}")]
    Signature {
        /// The exception's type.
        kind: &'static str,
        /// Its text.
        message: String,
    },
}

/// An exception as it is sent. `message` comes second, as AWS sends it.
#[derive(Serialize)]
struct ErrorBody<'a> {
    #[serde(rename = "__type")]
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
}

/// A success with its body; operations without an output shape have an empty one.
pub(crate) fn success(body: Option<Vec<u8>>) -> Response {
    base(StatusCode::OK, Body::from(body.unwrap_or_default()))
}

/// An exception of an operation. The cause of an internal one goes to the log, once, here.
pub(crate) fn error_response(error: &Error, operation: Option<&str>) -> Response {
    let Exception { name, status } = error.exception();
    let message = error.to_string();
    let response = exception(status, name, Some(&message));
    if let Error::Internal(cause) = error {
        let request_id = response
            .headers()
            .get(&REQUEST_ID)
            .and_then(|id| id.to_str().ok());
        tracing::error!(
            error = &**cause as &dyn std::error::Error,
            operation,
            request_id,
            "an operation failed"
        );
    }
    response
}

/// A refusal of the wire.
pub(crate) fn refusal(refused: &Refused) -> Response {
    match refused {
        Refused::UnknownOperation => exception(400, "UnknownOperationException", None),
        Refused::Serialization(message) => {
            exception(400, "SerializationException", message.as_deref())
        }
        Refused::Constraints(message) => exception(400, "InvalidParameterException", Some(message)),
        Refused::TooLarge(_) => exception(
            413,
            "RequestEntityTooLargeException",
            Some(&refused.to_string()),
        ),
        Refused::TooSlow => exception(408, "RequestTimeoutException", Some(&refused.to_string())),
        Refused::Signature { kind, message } => exception(400, kind, Some(message)),
    }
}

fn exception(status: u16, kind: &str, message: Option<&str>) -> Response {
    let body = serde_json::to_vec(&ErrorBody { kind, message }).unwrap_or_default();
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = base(status, Body::from(body));
    if let Ok(value) = HeaderValue::from_str(&format!("{kind}:")) {
        response.headers_mut().insert(ERROR_TYPE, value);
    }
    // A text that no header can carry is in the body alone.
    if let Some(Ok(value)) = message.map(HeaderValue::from_str) {
        response.headers_mut().insert(ERROR_MESSAGE, value);
    }
    response
}

fn base(status: StatusCode, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, CONTENT_TYPE);
    if let Ok(id) = HeaderValue::from_str(&uuid::Uuid::new_v4().to_string()) {
        headers.insert(REQUEST_ID, id);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Any path or verb that is none of the pool's.
pub(crate) async fn not_found() -> Response {
    const BODY: &str = r#"{"code":"BadRequest","message":"The server did not understand the operation that was requested.","type":"client"}"#;
    let mut response = base(StatusCode::BAD_REQUEST, Body::from(BODY));
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    response
}

/// A handler panicked: an internal error to the caller, the panic's text to the log.
#[expect(clippy::needless_pass_by_value, reason = "the layer's signature")]
pub(crate) fn panicked(panic: Box<dyn Any + Send>) -> http::Response<http_body_util::Full<Bytes>> {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no text");
    tracing::error!(panic = text, "an operation panicked");
    let body = br#"{"__type":"InternalErrorException","message":"Something went wrong"}"#;
    let mut response = http::Response::new(http_body_util::Full::from(&body[..]));
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, CONTENT_TYPE);
    response.headers_mut().insert(
        ERROR_TYPE,
        HeaderValue::from_static("InternalErrorException:"),
    );
    response
}
