//! Queries that come in, and redirects that go out.

use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, LOCATION, REFERRER_POLICY};
use http::{HeaderValue, StatusCode};
use poolgate_pool::oauth::{Parameters, Repeated};

use super::hosted::Hosted;

/// The parameters of a query.
pub(crate) fn parameters(query: &str) -> Result<Parameters, Repeated> {
    let pairs = form_urlencoded::parse(query.as_bytes());
    Parameters::new(pairs.into_owned().collect())
}

/// 302, and nothing of this address goes along (RFC 9700 §4.2).
pub(crate) fn found(location: &str) -> Response {
    to(StatusCode::FOUND, location)
}

/// 303: whatever was posted is not posted again there (RFC 9700 §4.12).
pub(crate) fn see_other(location: &str) -> Response {
    to(StatusCode::SEE_OTHER, location)
}

fn to(status: StatusCode, location: &str) -> Response {
    let Ok(location) = HeaderValue::from_str(location) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let mut response = status.into_response();
    let headers = response.headers_mut();
    headers.insert(LOCATION, location);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// To the page that tells people of an error that no application may hear of.
pub(crate) fn see_error(hosted: &Hosted, error: &str, client_id: Option<&str>) -> Response {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("error", error);
    if let Some(client_id) = client_id {
        query.append_pair("client_id", client_id);
    }
    found(&format!("{}?{}", hosted.path("/error"), query.finish()))
}
