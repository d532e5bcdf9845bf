//! What handlers take: a checked JSON body, and the caller behind a bearer token.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Request};
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use poolgate_metrics::TOKEN_VERIFICATIONS;
use poolgate_verify::{Claims, Rejection, bearer_token};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::audit;
use crate::code::Code;
use crate::error::ApiError;
use crate::field::Invalid;
use crate::gateway::Gateway;
use crate::session::{self, Browser, Open};
use crate::verification::{Verification, vouched};

/// The media type of forms (WHATWG URL, section 5).
const FORM: &str = "application/x-www-form-urlencoded";

/// A checked input, and the body that it comes from.
pub(crate) trait Input: TryFrom<Self::Body, Error = Invalid> {
    type Body: DeserializeOwned;
}

/// Reads a JSON body and checks it. No body at all counts as an empty object.
#[derive(Debug)]
pub(crate) struct Checked<T>(pub(crate) T);

impl<T: Input> FromRequest<Gateway> for Checked<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, gateway: &Gateway) -> Result<Self, ApiError> {
        let json = is_json(request.headers());
        let bytes = body(request, gateway).await?;
        if bytes.is_empty() {
            return parse(b"{}").map(Self);
        }
        if !json {
            return Err(Code::UnsupportedMediaType.into());
        }
        parse(&bytes).map(Self)
    }
}

/// Reads a form, or a JSON body, and checks it.
#[derive(Debug)]
pub(crate) struct FormOrJson<T>(pub(crate) T);

impl<T: Input> FromRequest<Gateway> for FormOrJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, gateway: &Gateway) -> Result<Self, ApiError> {
        if !is_form(request.headers()) {
            let Checked(input) = Checked::from_request(request, gateway).await?;
            return Ok(Self(input));
        }
        let fields: Map<String, Value> = form_fields(request, gateway)
            .await?
            .into_iter()
            .map(|(name, value)| (name, value.into()))
            .collect();
        let body: T::Body = serde_json::from_value(Value::Object(fields))
            .map_err(|_| ApiError::new(Code::InvalidRequest))?;
        Ok(Self(T::try_from(body)?))
    }
}

/// The fields of a form.
pub(crate) async fn form_fields(
    request: Request,
    gateway: &Gateway,
) -> Result<BTreeMap<String, String>, ApiError> {
    let bytes = body(request, gateway).await?;
    let mut fields = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(&bytes) {
        // Which of two values counts is read differently by different programs.
        if fields
            .insert(name.clone().into_owned(), value.into_owned())
            .is_some()
        {
            return Err(ApiError::new(Code::ValidationFailed)
                .field(name, "This field is there more than once."));
        }
    }
    Ok(fields)
}

/// The whole body.
async fn body(request: Request, gateway: &Gateway) -> Result<Bytes, ApiError> {
    // Sooner than the request as a whole: a body that does not come is the caller's fault.
    let patience = gateway.config().request_timeout * 2 / 3;
    tokio::time::timeout(patience, Bytes::from_request(request, gateway))
        .await
        .map_err(|_| ApiError::new(Code::BodyTimeout))?
        .map_err(|rejection| unreadable(&rejection))
}

fn parse<T: Input>(bytes: &[u8]) -> Result<T, ApiError> {
    // serde would take an array for an object, by the order of the members.
    if !bytes.trim_ascii_start().starts_with(b"{") {
        return Err(Code::InvalidRequest.into());
    }
    // The position is told, the text is not: it may hold a password.
    let body: T::Body = serde_json::from_slice(bytes).map_err(|error| {
        ApiError::new(Code::InvalidRequest).message(format!(
            "The body is not a JSON object that can be read (line {}, column {}).",
            error.line(),
            error.column()
        ))
    })?;
    Ok(T::try_from(body)?)
}

fn unreadable(rejection: &BytesRejection) -> ApiError {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Code::BodyTooLarge.into()
    } else {
        ApiError::new(Code::InvalidRequest).message("The body did not arrive completely.")
    }
}

pub(crate) fn is_form(headers: &HeaderMap) -> bool {
    media_type(headers).is_some_and(|kind| kind.essence_str() == FORM)
}

/// The one media type of the body.
fn media_type(headers: &HeaderMap) -> Option<mime::Mime> {
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    let (Some(value), None) = (types.next(), types.next()) else {
        return None;
    };
    value.to_str().ok()?.parse().ok()
}

/// `application/json`, or a type that is JSON inside (RFC 6839, section 3.1).
fn is_json(headers: &HeaderMap) -> bool {
    media_type(headers).is_some_and(|kind| {
        kind.type_() == mime::APPLICATION
            && (kind.subtype() == mime::JSON || kind.suffix() == Some(mime::JSON))
    })
}

/// The signed-in user: an access token that verifies, from `Authorization: Bearer`, or from the session of a browser
/// where there is no such header.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) claims: Claims,
    pub(crate) token: SecretString,
    /// The session that the token comes from, and the browser that has it.
    pub(crate) session: Option<(Browser, Box<Open>)>,
}

impl Caller {
    /// The caller, if there is a bearer token or a session at all, verified as the settings say.
    pub(crate) async fn maybe(parts: &Parts, gateway: &Gateway) -> Result<Option<Self>, ApiError> {
        let caller = Self::local(parts, gateway).await?;
        Self::as_set(caller, gateway).await
    }

    pub(crate) async fn as_set(
        caller: Option<Self>,
        gateway: &Gateway,
    ) -> Result<Option<Self>, ApiError> {
        match caller {
            Some(caller) if gateway.config().verification == Verification::Strict => {
                vouched(gateway, caller).await
            }
            caller => Ok(caller),
        }
    }

    /// The caller by signature and claims alone.
    async fn local(parts: &Parts, gateway: &Gateway) -> Result<Option<Self>, ApiError> {
        let bearer = Self::bearer(&parts.headers, gateway).await?;
        if bearer.is_some() {
            return Ok(bearer);
        }
        Self::of_cookie(gateway, Browser::of(parts, gateway)).await
    }

    /// The user of a browser's session, which counts where a page of ours asks.
    pub(crate) async fn of_cookie(
        gateway: &Gateway,
        browser: Browser,
    ) -> Result<Option<Self>, ApiError> {
        let Some(found) = session::find(gateway, &browser).await? else {
            return Ok(None);
        };
        if !browser.is_vouched {
            return Err(Code::CrossOrigin.into());
        }
        Self::of_session(gateway, &browser, found).await
    }

    /// The user of a session; nobody where it is over.
    pub(crate) async fn of_session(
        gateway: &Gateway,
        browser: &Browser,
        found: Open,
    ) -> Result<Option<Self>, ApiError> {
        let Some(session) = session::open(gateway, found).await? else {
            return Ok(None);
        };
        let token = session.tokens.access_token.clone();
        let caller = Self::of_kept_token(gateway, token).await?;
        Ok(caller.map(|caller| Self {
            session: Some((browser.clone(), Box::new(session))),
            ..caller
        }))
    }

    /// The user of a token that was kept here; nobody where it counts no longer.
    pub(crate) async fn of_kept_token(
        gateway: &Gateway,
        token: SecretString,
    ) -> Result<Option<Self>, ApiError> {
        match Self::of_token(gateway, token).await {
            Ok(caller) => Ok(Some(caller)),
            Err(error) if error.code() == Code::InvalidToken => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The bearer of a token, by signature and claims alone.
    pub(crate) async fn bearer(
        headers: &HeaderMap,
        gateway: &Gateway,
    ) -> Result<Option<Self>, ApiError> {
        let token = match bearer_token(headers) {
            Ok(token) => token,
            Err(Rejection::NoToken) => return Ok(None),
            Err(rejection) => {
                return Err(ApiError::new(Code::InvalidRequest).message(rejection.message()));
            }
        };
        Self::of_token(gateway, token.into()).await.map(Some)
    }

    async fn of_token(gateway: &Gateway, token: SecretString) -> Result<Self, ApiError> {
        let verified = gateway.verifier().verify(token.expose_secret()).await;
        let result = match &verified {
            Ok(_) => "ok",
            Err(error) if error.is_unavailable() => "unavailable",
            Err(error) if error.is_forbidden() => "forbidden",
            Err(_) => "invalid",
        };
        gateway.metrics().count(TOKEN_VERIFICATIONS, &[result]);
        let claims = verified?;
        audit::subject(claims.sub());
        let caller = Self {
            claims,
            token,
            session: None,
        };
        gateway.in_step().saw(gateway, &caller);
        Ok(caller)
    }
}

impl FromRequestParts<Gateway> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, ApiError> {
        Self::maybe(parts, gateway)
            .await?
            .ok_or_else(|| Code::TokenMissing.into())
    }
}

/// The caller, or nobody. A token that does not verify is refused all the same.
#[derive(Clone, Debug)]
pub(crate) struct MaybeCaller(pub(crate) Option<Caller>);

impl FromRequestParts<Gateway> for MaybeCaller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, ApiError> {
        Caller::maybe(parts, gateway).await.map(Self)
    }
}

/// The bearer of a token, or nobody: for a route that looks at sessions by itself.
#[derive(Clone, Debug)]
pub(crate) struct MaybeBearer(pub(crate) Option<Caller>);

impl FromRequestParts<Gateway> for MaybeBearer {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, ApiError> {
        let bearer = Caller::bearer(&parts.headers, gateway).await?;
        Caller::as_set(bearer, gateway).await.map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(value: &'static str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, http::HeaderValue::from_static(value));
        is_json(&headers)
    }

    #[test]
    fn json_by_any_of_its_names() {
        assert!(typed("application/json"));
        assert!(typed("application/json; charset=utf-8"));
        assert!(typed("Application/JSON"));
        assert!(typed("application/vnd.example+json"));
        assert!(!typed("text/json"));
        assert!(!typed("text/plain"));
        assert!(!typed("application/x-www-form-urlencoded"));
        assert!(!typed(""));
        assert!(!is_json(&HeaderMap::new()));
    }
}
