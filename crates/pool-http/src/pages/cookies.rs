//! The cookies of the pages: the value that forms must repeat, and the sealed state of a sign-in.

use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue};
use poolgate_pool::Error;
use poolgate_pool::model::Client;
use poolgate_pool::oauth::PageState;
use poolgate_ui::{CSRF_COOKIE, cookie_value};

use crate::oauth::cookie::is_secure;
use crate::oauth::hosted::Hosted;

/// Where a state stands; browsers take some 4,000 characters a cookie, so a long one takes several.
const STATE: [&str; 4] = [
    "poolgate-step",
    "poolgate-step-1",
    "poolgate-step-2",
    "poolgate-step-3",
];

/// The most characters in one of them.
const LONGEST: usize = 3600;

/// Sets the value that forms must repeat. It ends with the browser's session.
pub(crate) fn set_csrf(hosted: &Hosted, sent: &HeaderMap, answer: &mut HeaderMap, value: &str) {
    append(
        answer,
        &format!("{CSRF_COOKIE}={value}{}", rest(hosted, sent)),
    );
}

/// The state that the browser sent, if it is one of this client's and counts.
pub(crate) fn state(hosted: &Hosted, client: &Client, sent: &HeaderMap) -> Option<PageState> {
    let parts = STATE.iter().map_while(|name| cookie_value(sent, name));
    let text: String = parts.collect();
    PageState::open(&hosted.service.engine, client, &text)
}

/// Sets the state.
pub(crate) fn set_state(
    hosted: &Hosted,
    client: &Client,
    sent: &HeaderMap,
    answer: &mut HeaderMap,
    state: &PageState,
) -> Result<(), Error> {
    let text = state.seal(&hosted.service.engine, client)?;
    let rest = rest(hosted, sent);
    let seconds = state.lifetime(client) / 1000;
    let mut left = text.as_str();
    for name in STATE {
        let (part, more) = left.split_at(left.len().min(LONGEST));
        left = more;
        if !part.is_empty() {
            append(answer, &format!("{name}={part}; Max-Age={seconds}{rest}"));
        } else if cookie_value(sent, name).is_some() {
            append(answer, &format!("{name}=; Max-Age=0{rest}"));
        }
    }
    if left.is_empty() {
        Ok(())
    } else {
        Err(Error::internal("the state of a sign-in is too long"))
    }
}

/// Takes the state away.
pub(crate) fn clear_state(hosted: &Hosted, sent: &HeaderMap, answer: &mut HeaderMap) {
    let rest = rest(hosted, sent);
    for name in STATE {
        if cookie_value(sent, name).is_some() {
            append(answer, &format!("{name}=; Max-Age=0{rest}"));
        }
    }
}

fn rest(hosted: &Hosted, sent: &HeaderMap) -> String {
    let path = if hosted.base.is_empty() {
        "/"
    } else {
        &hosted.base
    };
    let secure = if is_secure(hosted, sent) {
        "; Secure"
    } else {
        ""
    };
    format!("; Path={path}; HttpOnly; SameSite=Lax{secure}")
}

/// What stands in them is of our own making: letters, digits and signs that a header takes.
fn append(answer: &mut HeaderMap, text: &str) {
    if let Ok(value) = HeaderValue::from_str(text) {
        answer.append(SET_COOKIE, value);
    }
}
