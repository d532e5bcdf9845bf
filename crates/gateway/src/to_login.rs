//! The answer of forward authentication where nobody is signed in: a page leads to the sign-in and comes back, a call of
//! an API is told.

use axum::response::{IntoResponse, Response};
use http::header::LOCATION;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode};

use crate::code::Code;
use crate::error::ApiError;
use crate::forwarded::{Forwarded, FromProxy};
use crate::layers::Format;

/// By these nginx is known, which takes no redirect from here but hands its `Location` on.
const NGINX: [&str; 2] = ["x-original-url", "x-original-uri"];

pub(crate) fn answer(from_proxy: FromProxy, parts: &Parts) -> Response {
    let headers = &parts.headers;
    let refused = ApiError::new(Code::TokenMissing).into_response();
    // Where nobody may say which page was asked for, nobody is sent back to one.
    let Some(location) = of_forwarded(parts).filter(|_| from_proxy == FromProxy(true)) else {
        return refused;
    };
    let is_nginx = NGINX.iter().any(|name| headers.contains_key(*name));
    if is_nginx && !headers.contains_key("x-forwarded-uri") {
        return ([(LOCATION, location)], refused).into_response();
    }
    (StatusCode::FOUND, [(LOCATION, location)]).into_response()
}

/// The sign-in, for a browser that wants to see a page. It is on the same host as the page, as the cookie is.
fn of_forwarded(parts: &Parts) -> Option<HeaderValue> {
    let asked = Forwarded::read(parts).ok()?;
    location(&parts.headers, &asked.method, &asked.target)
}

/// The same for a request to `target`, a path with one reading.
pub(crate) fn location(headers: &HeaderMap, method: &Method, target: &str) -> Option<HeaderValue> {
    if Format::wanted(headers) != Format::Page || ![Method::GET, Method::HEAD].contains(method) {
        return None;
    }
    // A path with one reading begins with one slash, so that it leads to no other host.
    let back: String = form_urlencoded::byte_serialize(target.as_bytes()).collect();
    HeaderValue::from_str(&format!("/login?return_to={back}")).ok()
}
