//! Bearer tokens in requests, and the answers to bad ones (RFC 6750). Shared by the layer and the extractors.

use std::fmt::Write as _;

use http::header::{AUTHORIZATION, HeaderMap, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{Response, StatusCode};

use crate::error::{Error, ErrorKind};

/// Why a request is turned away.
///
/// A service with error bodies of its own takes [`status`](Rejection::status), [`code`](Rejection::code) and
/// [`message`](Rejection::message), and calls [`decorate`](Rejection::decorate) on its response.
#[non_exhaustive]
#[derive(Clone, Debug, thiserror::Error)]
pub enum Rejection {
    /// There is no bearer token in the `Authorization` header. One in the query string or the body is no token
    /// (RFC 9700, section 4.3.2).
    #[error("the request has no bearer token")]
    NoToken,
    /// There is more than one `Authorization` header, or it is not text (RFC 6750, section 3.1, `invalid_request`).
    #[error("the Authorization header is repeated or malformed")]
    MalformedRequest,
    /// The verifier refused the token.
    #[error(transparent)]
    Refused(#[from] Error),
}

impl Rejection {
    /// 401; 400 for a malformed request; 403 where rights are missing; 503 where the keys cannot be had.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::MalformedRequest => StatusCode::BAD_REQUEST,
            Self::Refused(error) if error.is_forbidden() => StatusCode::FORBIDDEN,
            Self::Refused(error) if error.is_unavailable() => StatusCode::SERVICE_UNAVAILABLE,
            Self::NoToken | Self::Refused(_) => StatusCode::UNAUTHORIZED,
        }
    }

    /// A stable word: `unauthorized`, `temporarily_unavailable`, or one of RFC 6750, section 3.1: `invalid_request`,
    /// `invalid_token`, `insufficient_scope`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoToken => "unauthorized",
            Self::MalformedRequest => "invalid_request",
            Self::Refused(error) if error.is_forbidden() => "insufficient_scope",
            Self::Refused(error) if error.is_unavailable() => "temporarily_unavailable",
            Self::Refused(_) => "invalid_token",
        }
    }

    /// A sentence for the client. Fixed text: nothing of the token is in it.
    pub fn message(&self) -> &'static str {
        match self {
            Self::NoToken => "This needs a bearer token in the Authorization header.",
            Self::MalformedRequest => "The Authorization header is repeated or malformed.",
            Self::Refused(error) => error.public_message(),
        }
    }

    /// The challenge (RFC 6750, section 3): bare where no token was sent, with `error` where one was. None with 503.
    pub fn www_authenticate(&self) -> Option<HeaderValue> {
        let mut challenge = "Bearer".to_owned();
        match self {
            Self::NoToken => {}
            Self::Refused(error) if error.is_unavailable() => return None,
            Self::MalformedRequest | Self::Refused(_) => {
                // Writing to a string cannot fail.
                let _ = write!(challenge, " error=\"{}\"", self.code());
            }
        }
        if let Self::Refused(error) = self
            && let ErrorKind::ScopeMissing { expected, .. } = error.kind()
            && expected.iter().all(|scope| is_scope_token(scope))
        {
            let _ = write!(challenge, ", scope=\"{}\"", expected.join(" "));
        }
        HeaderValue::try_from(challenge).ok()
    }

    /// Sets the headers that belong to this rejection, where they are absent: `WWW-Authenticate`, and `Retry-After` in
    /// seconds; and leaves the rejection in the response's extensions, for an outer layer that rewrites or logs it.
    pub fn decorate<B>(&self, response: &mut Response<B>) {
        if let Some(challenge) = self.www_authenticate() {
            response
                .headers_mut()
                .entry(WWW_AUTHENTICATE)
                .or_insert(challenge);
        }
        if let Self::Refused(error) = self
            && error.is_unavailable()
        {
            let seconds = error.retry_after().map_or(1, |wait| wait.as_secs() + 1);
            response
                .headers_mut()
                .entry(RETRY_AFTER)
                .or_insert(seconds.into());
        }
        response.extensions_mut().insert(self.clone());
    }

    /// The answer with the message as its body, in plain text.
    pub fn plain_text<B: From<&'static str>>(&self) -> Response<B> {
        let mut response = Response::new(B::from(self.message()));
        *response.status_mut() = self.status();
        let plain = HeaderValue::from_static("text/plain; charset=utf-8");
        response
            .headers_mut()
            .insert(http::header::CONTENT_TYPE, plain);
        self.decorate(&mut response);
        response
    }
}

/// The bearer token of a request: out of the one `Authorization` header, and from nowhere else.
///
/// # Errors
///
/// [`Rejection::NoToken`] where there is none, or credentials of another scheme; [`Rejection::MalformedRequest`].
pub fn bearer_token(headers: &HeaderMap) -> Result<&str, Rejection> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = match (values.next(), values.next()) {
        (None, _) => return Err(Rejection::NoToken),
        (Some(value), None) => value.to_str().map_err(|_| Rejection::MalformedRequest)?,
        (Some(_), Some(_)) => return Err(Rejection::MalformedRequest),
    };
    // The scheme's name knows no case (RFC 9110, section 11.1).
    match value.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("Bearer") => {
            Ok(token.trim_start_matches(' '))
        }
        None if value.eq_ignore_ascii_case("Bearer") => Ok(""),
        _ => Err(Rejection::NoToken),
    }
}

/// Whether a scope can stand in the header (RFC 6749, section 3.3, `scope-token`).
fn is_scope_token(scope: &str) -> bool {
    !scope.is_empty()
        && scope
            .bytes()
            .all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token_of(values: &[&'static str]) -> Result<String, Rejection> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, HeaderValue::from_static(value));
        }
        bearer_token(&headers).map(str::to_owned)
    }

    #[test]
    fn the_token_is_what_follows_the_scheme() {
        for (values, expected) in [
            (["Bearer abc"].as_slice(), Some("abc")),
            (&["bearer abc"], Some("abc")),
            (&["BEARER  abc"], Some("abc")),
            (&["Bearer"], Some("")),
            (&["Bearer a b"], Some("a b")),
        ] {
            assert_eq!(token_of(values).ok().as_deref(), expected, "{values:?}");
        }
        for values in [
            [].as_slice(),
            &["Basic abc"],
            &["Bearerabc"],
            &["abc"],
            &[""],
        ] {
            assert!(
                matches!(token_of(values), Err(Rejection::NoToken)),
                "{values:?}"
            );
        }
        assert!(matches!(
            token_of(&["Bearer a", "Bearer a"]),
            Err(Rejection::MalformedRequest)
        ));
    }
}
