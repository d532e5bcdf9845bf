//! The cookies of the pages: the value that forms must repeat, and the sealed state between two pages. On other hosts'
//! behalf nobody can set them: see `session::cookie`.

use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue};
use poolgate_ui::cookie_value;

use crate::session::Browser;

/// The value that forms must repeat.
const FORM: &str = "poolgate-form";

/// Where a state stands; browsers take some 4,000 characters a cookie, so a long one takes several.
const STATE: [&str; 4] = [
    "poolgate-page",
    "poolgate-page-1",
    "poolgate-page-2",
    "poolgate-page-3",
];

/// The most characters in one of them.
const LONGEST: usize = 3600;

/// The name of the cookie with the value that forms must repeat.
pub(super) fn form(browser: &Browser) -> String {
    browser.cookie_name(FORM)
}

/// Sets the value that forms must repeat. It ends with the browser's session.
pub(super) fn set_form(browser: &Browser, answer: &mut HeaderMap, value: &str) {
    append(answer, browser, FORM, value, "");
}

/// The state that the browser sent.
pub(super) fn state(browser: &Browser, sent: &HeaderMap) -> String {
    let name = |name: &&str| browser.cookie_name(name);
    let parts = STATE.iter().map(name);
    parts
        .map_while(|name| cookie_value(sent, &name).map(str::to_owned))
        .collect()
}

/// Sets the state, for so many seconds; false where it is too long for cookies.
pub(super) fn set_state(
    browser: &Browser,
    sent: &HeaderMap,
    answer: &mut HeaderMap,
    text: &str,
    seconds: u64,
) -> bool {
    let mut left = text;
    for name in STATE {
        let (part, more) = left.split_at(left.len().min(LONGEST));
        left = more;
        if !part.is_empty() {
            append(answer, browser, name, part, &format!("; Max-Age={seconds}"));
        } else if cookie_value(sent, &browser.cookie_name(name)).is_some() {
            append(answer, browser, name, "", "; Max-Age=0");
        }
    }
    left.is_empty()
}

/// Takes the state away, where there is one.
pub(crate) fn clear_state(browser: &Browser, sent: &HeaderMap, answer: &mut HeaderMap) {
    set_state(browser, sent, answer, "", 0);
}

fn append(answer: &mut HeaderMap, browser: &Browser, name: &str, value: &str, lifetime: &str) {
    let text = browser.cookie_text(name, value, lifetime);
    // What stands in it is of our own making: letters, digits and signs that a header takes.
    if let Ok(mut value) = HeaderValue::from_str(&text) {
        value.set_sensitive(true);
        answer.append(SET_COOKIE, value);
    }
}
