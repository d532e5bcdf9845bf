//! The cookie that ties a sign-in by another provider to the browser in which it began: without it, a page could let
//! somebody sign in as somebody else (RFC 6749 §10.12).

use http::{HeaderMap, HeaderValue};
use poolgate_pool::federation::LIFETIME;

use super::cookie::{self, is_secure};
use super::hosted::Hosted;

/// Before the sign-in's own part of the name: several at once do not get into each other's way.
const NAME: &str = "csrf-state-";

/// The cookie of this sign-in, if the browser sent it.
pub(crate) fn value(headers: &HeaderMap, id: &str) -> Option<String> {
    cookie::named(headers, &format!("{NAME}{id}")).map(str::to_owned)
}

/// Sets it. A provider that answers with a form from its own site needs one that such forms bring along, which browsers
/// have over TLS alone.
pub(crate) fn set(
    hosted: &Hosted,
    headers: &HeaderMap,
    id: &str,
    value: &str,
    by_form: bool,
) -> Option<HeaderValue> {
    header(hosted, headers, id, value, LIFETIME / 1000, by_form)
}

/// Takes it away: the sign-in has ended.
pub(crate) fn clear(hosted: &Hosted, headers: &HeaderMap, id: &str) -> Option<HeaderValue> {
    header(hosted, headers, id, "", 0, false)
}

fn header(
    hosted: &Hosted,
    headers: &HeaderMap,
    id: &str,
    value: &str,
    seconds: i64,
    by_form: bool,
) -> Option<HeaderValue> {
    let flags = match (is_secure(hosted, headers), by_form) {
        (true, true) => "SameSite=None; Secure",
        (true, false) => "SameSite=Lax; Secure",
        (false, _) => "SameSite=Lax",
    };
    let path = hosted.path("/oauth2/idpresponse");
    let text = format!("{NAME}{id}={value}; Path={path}; Max-Age={seconds}; HttpOnly; {flags}");
    HeaderValue::from_str(&text).ok()
}
