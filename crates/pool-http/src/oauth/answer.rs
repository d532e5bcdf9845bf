//! Forms, HTTP Basic, and errors as JSON (RFC 6749 §5.2).

use axum::body::Bytes;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, PRAGMA, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use poolgate_pool::oauth::{ClientCredentials, OauthError, Parameters};
use poolgate_pool_api::Secret;
use serde_json::{Map, Value, json};
use uuid::Uuid;

const JSON: &str = "application/json;charset=UTF-8";
const REQUEST_ID: HeaderName = HeaderName::from_static("x-amz-cognito-request-id");

/// The parameters of a form; nothing else is taken.
pub(crate) fn form(headers: &HeaderMap, body: &Bytes) -> Result<Parameters, OauthError> {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(OauthError::InvalidRequest);
    }
    Parameters::new(form_urlencoded::parse(body).into_owned().collect())
        .map_err(|_| OauthError::InvalidRequest)
}

/// User and password of HTTP Basic, each form-encoded within (RFC 6749 §2.3.1).
pub(crate) fn basic(headers: &HeaderMap) -> Result<Option<ClientCredentials>, OauthError> {
    let Some(header) = headers.get(AUTHORIZATION) else {
        return Ok(None);
    };
    let wrong = || OauthError::InvalidClient(None);
    let (scheme, encoded) = header
        .to_str()
        .ok()
        .and_then(|header| header.split_once(' '))
        .ok_or_else(wrong)?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(wrong());
    }
    let decoded = STANDARD.decode(encoded.trim()).map_err(|_| wrong())?;
    let decoded = String::from_utf8(decoded).map_err(|_| wrong())?;
    let (id, secret) = decoded.split_once(':').ok_or_else(wrong)?;
    Ok(Some(ClientCredentials {
        client_id: form_decoded(id),
        client_secret: Secret::from(form_decoded(secret)),
    }))
}

fn form_decoded(text: &str) -> String {
    let mut pairs = form_urlencoded::parse(text.as_bytes());
    pairs
        .next()
        .map_or_else(String::new, |(name, _)| name.into_owned())
}

/// A JSON answer that nobody may keep.
pub(crate) fn json(status: StatusCode, body: &Value) -> Response {
    let mut response = (status, body.to_string()).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
    never_kept(headers);
    response
}

/// Neither browsers nor proxies keep it, and the request has an id.
pub(crate) fn never_kept(headers: &mut HeaderMap) {
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(PRAGMA, HeaderValue::from_static("no-cache"));
    if let Ok(id) = HeaderValue::from_str(&Uuid::new_v4().to_string()) {
        headers.insert(REQUEST_ID, id);
    }
}

/// An error. A client that does not prove who it is gets 400, as from Cognito; with strict OAuth, and where
/// tokens are revoked, 401.
pub(crate) fn error(error: &OauthError, unauthorized: StatusCode) -> Response {
    let status = match error {
        OauthError::InvalidClient(_) => unauthorized,
        OauthError::Failed(cause) => {
            let status = cause.exception().status;
            if status >= 500 {
                tracing::error!(error = ?cause, "an OAuth endpoint failed");
            }
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
        }
        _ => StatusCode::BAD_REQUEST,
    };
    let mut body = Map::new();
    body.insert("error".to_owned(), json!(error.code()));
    if let Some(description) = error.description() {
        body.insert("error_description".to_owned(), json!(description));
    }
    let mut response = json(status, &Value::Object(body));
    if status == StatusCode::UNAUTHORIZED {
        let basic = HeaderValue::from_static("Basic realm=\"poolgate\"");
        response.headers_mut().insert(WWW_AUTHENTICATE, basic);
    }
    response
}
