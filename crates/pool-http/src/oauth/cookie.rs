//! The cookie of a browser that is signed in.

use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};
use poolgate_pool::oauth::browser::LIFETIME;

use super::hosted::Hosted;

/// Its name, as Cognito's.
const NAME: &str = "cognito";

/// The cookie's value, if the browser sent one.
pub(crate) fn value(headers: &HeaderMap) -> Option<&str> {
    named(headers, NAME)
}

/// The value of a cookie of this name.
pub(crate) fn named<'a>(headers: &'a HeaderMap, wanted: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, value)| *name == wanted && !value.is_empty())
        .map(|(_, value)| value)
}

/// Signs a browser in. The value is of our own making: letters, digits and signs that a header takes.
pub(crate) fn set(hosted: &Hosted, headers: &HeaderMap, value: &str) -> Option<HeaderValue> {
    header(hosted, headers, value, LIFETIME / 1000)
}

/// Signs a browser out.
pub(crate) fn clear(hosted: &Hosted, headers: &HeaderMap) -> Option<HeaderValue> {
    header(hosted, headers, "", 0)
}

fn header(hosted: &Hosted, headers: &HeaderMap, value: &str, seconds: i64) -> Option<HeaderValue> {
    let secure = if is_secure(hosted, headers) {
        "; Secure"
    } else {
        ""
    };
    let path = if hosted.base.is_empty() {
        "/"
    } else {
        &hosted.base
    };
    let text =
        format!("{NAME}={value}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).ok()
}

/// Whether browsers reach this pool over TLS: always, but on this machine and where the issuer says otherwise.
pub(crate) fn is_secure(hosted: &Hosted, headers: &HeaderMap) -> bool {
    let issuer = hosted.service.engine.issuer(&hosted.pool);
    !poolgate_ui::is_loopback_host(headers) && !issuer.starts_with("http://")
}
