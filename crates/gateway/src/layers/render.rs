//! How an error looks: JSON, `application/problem+json` (RFC 9457), or a page for a browser.

use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::{Map, Value, json};

use crate::code::Code;
use crate::error::{ApiError, Facts};
use crate::gateway::Gateway;
use crate::pages;

/// What the caller reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Problem,
    Page,
}

impl Format {
    /// `application/problem+json` for who asks for it; a page for a browser that navigates, which
    /// `Sec-Fetch-Mode` says, or `Accept` where there is no such header; JSON for everybody else.
    pub(crate) fn wanted(headers: &HeaderMap) -> Self {
        let accepts = Accepts::read(headers);
        if accepts.problem > 0.0 && accepts.problem >= accepts.json {
            return Self::Problem;
        }
        let browser = match headers.get("sec-fetch-mode") {
            Some(mode) => mode.as_bytes() == b"navigate",
            None => accepts.html > 0.0 && accepts.html >= accepts.json,
        };
        if browser { Self::Page } else { Self::Json }
    }
}

/// The weights of the types that make a difference; only named types count (RFC 9110, section 12.5.1).
#[derive(Default)]
struct Accepts {
    json: f32,
    problem: f32,
    html: f32,
}

impl Accepts {
    fn read(headers: &HeaderMap) -> Self {
        let mut accepts = Self::default();
        let ranges = headers
            .get_all(ACCEPT)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|text| text.split(','));
        for range in ranges {
            let mut parts = range.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default().to_ascii_lowercase();
            let weight = parts
                .find_map(|part| part.strip_prefix("q="))
                .map_or(1.0, |q| q.parse().unwrap_or(0.0));
            match name.as_str() {
                "application/json" => accepts.json = weight,
                "application/problem+json" => accepts.problem = weight,
                "text/html" | "application/xhtml+xml" => accepts.html = accepts.html.max(weight),
                _ => {}
            }
        }
        accepts
    }
}

/// Who reads the answer.
pub(crate) struct Reader {
    format: Format,
    /// What a page looks at: which language, for one.
    headers: Option<HeaderMap>,
}

impl Reader {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let format = Format::wanted(headers);
        Self {
            format,
            headers: (format == Format::Page).then(|| headers.clone()),
        }
    }
}

/// Gives the answer of an error its body and the headers that belong to it.
pub(crate) fn render(
    gateway: &Gateway,
    response: &mut Response,
    error: &ApiError,
    reader: &Reader,
    request_id: &str,
) {
    let facts = error.facts();
    let page = reader
        .headers
        .as_ref()
        .and_then(|headers| pages::failure(gateway, headers, error, request_id));
    response.headers_mut().remove(CONTENT_LENGTH);
    if let Some(page) = page {
        let (parts, body) = page.into_response().into_parts();
        *response.body_mut() = body;
        response.headers_mut().extend(parts.headers);
    } else {
        let (kind, body) = match reader.format {
            Format::Problem => ("application/problem+json", problem(facts, request_id)),
            Format::Json | Format::Page => ("application/json", members(facts, request_id)),
        };
        *response.body_mut() = Body::from(body.to_string());
        let kind = HeaderValue::from_static(kind);
        response.headers_mut().insert(CONTENT_TYPE, kind);
    }
    let headers = response.headers_mut();
    if let Some(seconds) = retry_after(facts) {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    if let Some(challenge) = challenge(facts.code) {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    }
}

/// Whole seconds, rounded up: who comes back then is not too early.
fn retry_after(facts: &Facts) -> Option<u64> {
    let wait = facts.retry_after?;
    Some((wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1))
}

/// RFC 6750, section 3: what is wrong with the token, if there was one.
fn challenge(code: Code) -> Option<&'static str> {
    match code {
        Code::InvalidToken => Some(r#"Bearer realm="poolgate", error="invalid_token""#),
        Code::InsufficientScope => Some(
            r#"Bearer realm="poolgate", error="insufficient_scope", scope="aws.cognito.signin.user.admin""#,
        ),
        code if code.status() == StatusCode::UNAUTHORIZED => Some(r#"Bearer realm="poolgate""#),
        _ => None,
    }
}

fn members(facts: &Facts, request_id: &str) -> Value {
    let mut members = Map::new();
    members.insert("success".to_owned(), json!(false));
    members.insert("error".to_owned(), json!(facts.code.as_str()));
    members.insert("message".to_owned(), json!(facts.message));
    members.insert("request_id".to_owned(), json!(request_id));
    if !facts.fields.is_empty() {
        members.insert("fields".to_owned(), json!(facts.fields));
    }
    if let Some(seconds) = retry_after(facts) {
        members.insert("retry_after".to_owned(), json!(seconds));
    }
    Value::Object(members)
}

fn problem(facts: &Facts, request_id: &str) -> Value {
    let mut problem = json!({
        "type": format!("urn:poolgate:error:{}", facts.code.as_str()),
        "title": facts.code.message(),
        "status": facts.status.as_u16(),
        "detail": facts.message,
        "instance": format!("urn:poolgate:request:{request_id}"),
    });
    if let (Value::Object(problem), Value::Object(members)) =
        (&mut problem, members(facts, request_id))
    {
        problem.extend(members);
    }
    problem
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn wanted(mode: Option<&str>, accept: Option<&str>) -> Format {
        let mut headers = HeaderMap::new();
        for (name, value) in [("sec-fetch-mode", mode), ("accept", accept)] {
            if let Some(value) = value {
                headers.insert(name, HeaderValue::from_str(value).expect("a value"));
            }
        }
        Format::wanted(&headers)
    }

    #[test]
    fn everybody_reads_what_they_can() {
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        let cases = [
            (None, None, Format::Json),
            (None, Some("*/*"), Format::Json),
            (None, Some("application/json"), Format::Json),
            (None, Some(browser), Format::Page),
            (Some("navigate"), Some(browser), Format::Page),
            (Some("navigate"), None, Format::Page),
            (Some("cors"), Some(browser), Format::Json),
            (Some("same-origin"), Some("*/*"), Format::Json),
            (None, Some("application/problem+json"), Format::Problem),
            (
                None,
                Some("application/problem+json, application/json;q=0.9"),
                Format::Problem,
            ),
            (
                None,
                Some("application/json, application/problem+json;q=0.5"),
                Format::Json,
            ),
            (
                None,
                Some("application/json, text/html;q=0.5"),
                Format::Json,
            ),
            (None, Some("application/problem+json;q=0"), Format::Json),
        ];
        for (mode, accept, expected) in cases {
            assert_eq!(wanted(mode, accept), expected, "{mode:?} {accept:?}");
        }
    }

    #[test]
    fn a_problem_has_the_same_facts() {
        let error = ApiError::new(Code::RateLimited)
            .field("email", "why")
            .retry_after(Duration::from_millis(1500));
        let plain = members(error.facts(), "id-1");
        let problem = problem(error.facts(), "id-1");
        assert_eq!(plain["retry_after"], 2);
        assert_eq!(problem["status"], 429);
        for (name, value) in plain.as_object().expect("an object") {
            assert_eq!(&problem[name], value, "{name}");
        }
    }
}
