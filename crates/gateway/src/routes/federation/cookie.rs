//! The cookie of a sign-in that has begun. Each has one of its own, so that several do not get into each other's way.

use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

use super::flow::{Flow, LIFETIME};

/// Before the first signs of the state.
const NAME: &str = "poolgate-sign-in-";

/// How many signs of the state are in the name.
const SIGNS: usize = 8;

/// `__Host-` keeps other hosts of the domain from setting it; browsers take it over TLS alone.
fn name(state: &str, secure: bool) -> Option<String> {
    let signs = state.get(..SIGNS)?;
    let plain = signs.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let host = if secure { "__Host-" } else { "" };
    plain.then(|| format!("{host}{NAME}{signs}"))
}

/// The cookie that belongs to a state, if the browser sent it.
pub(super) fn value<'a>(headers: &'a HeaderMap, state: &str, secure: bool) -> Option<&'a str> {
    let wanted = name(state, secure)?;
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == wanted)
        .map(|(_, value)| value)
}

/// Sets it, for as long as the sign-in may take.
pub(super) fn set(flow: &Flow, sealed: &str, secure: bool) -> Option<HeaderValue> {
    header(&flow.state, sealed, LIFETIME, secure)
}

/// Takes it away.
pub(super) fn clear(flow: &Flow, secure: bool) -> Option<HeaderValue> {
    header(&flow.state, "", 0, secure)
}

fn header(state: &str, value: &str, seconds: u64, secure: bool) -> Option<HeaderValue> {
    let name = name(state, secure)?;
    let flag = if secure { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{flag}");
    HeaderValue::from_str(&text).ok()
}
