//! `GET /auth/{provider}/callback`: back from the pool's hosted pages, with a code or an error.

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::header::{LOCATION, SET_COOKIE};
use http::{HeaderMap, HeaderValue, StatusCode};
use poolgate_client::{CodeError, CodeGrant, Tokens};
use poolgate_verify::TokenUse;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::flow::Flow;
use super::{cookie, place};
use crate::address::Peer;
use crate::answer::TokensAnswer;
use crate::audit;
use crate::code::Code;
use crate::error::ApiError;
use crate::gateway::Gateway;
use crate::pages::forget_step;
use crate::provider_name;
use crate::session::{self, Browser, Keep};

pub(in crate::routes) const ERRORS: &[Code] = &[
    Code::InvalidRequest,
    Code::NotFound,
    Code::SignInRefused,
    Code::NotSupported,
    Code::Misconfigured,
    Code::PoolError,
    Code::PoolUnavailable,
    Code::KeysUnavailable,
    Code::RateLimited,
];

/// What the pool sends along.
#[derive(Default, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::routes) struct CallbackQuery {
    /// The authorization code.
    code: Option<String>,
    /// As it was sent.
    state: Option<String>,
    /// Why there is no code.
    error: Option<String>,
    /// The same in words.
    error_description: Option<String>,
}

impl CallbackQuery {
    /// What comes twice is refused (RFC 6749, section 3.1).
    fn read(query: &str) -> Option<Self> {
        let mut read = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let place = match &*name {
                "code" => &mut read.code,
                "state" => &mut read.state,
                "error" => &mut read.error,
                "error_description" => &mut read.error_description,
                _ => continue,
            };
            if place.replace(value.into_owned()).is_some() {
                return None;
            }
        }
        Some(read)
    }
}

/// Tokens, and where the user wanted to go.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::routes) struct HostedSignInAnswer {
    #[serde(flatten)]
    tokens: TokensAnswer,
    /// As it was given at the start.
    #[schema(example = "/dashboard")]
    #[serde(skip_serializing_if = "Option::is_none")]
    return_to: Option<String>,
}

/// The end of a sign-in with an identity provider
///
/// The pool sends the browser here. Only the browser that began gets tokens, and each answer counts once.
#[utoipa::path(
    get,
    path = "/auth/{provider}/callback",
    tag = "Sign-in",
    operation_id = "finishHostedSignIn",
    params(("provider" = String, Path, description = "The provider", example = "google"), CallbackQuery),
    responses(
        (status = 200, description = "Tokens", body = HostedSignInAnswer),
        (status = 303, description = "A session, where the sign-in began with `mode=session`: on to `return_to`", headers(("Location" = String)))
    )
)]
pub(in crate::routes) async fn get(
    State(gateway): State<Gateway>,
    peer: Peer,
    browser: Browser,
    Path(provider): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let query = CallbackQuery::read(&query.unwrap_or_default()).ok_or_else(|| {
        ApiError::new(Code::InvalidRequest).message("A parameter is there more than once.")
    })?;
    let state = query.state.as_deref().unwrap_or_default();
    gateway.buckets().guess_unnamed(peer, state)?;
    provider_name::of_path(&provider).ok_or_else(|| ApiError::new(Code::NotFound))?;
    let secure = place::is_secure(&gateway, &headers);
    let flow = begun(&gateway, &headers, &provider, state, secure)?;
    let code = code_of(query)?;
    let tokens = tokens(&gateway, &flow, code).await?;
    let username = verified_username(&gateway, &flow, &tokens).await?;
    let mut response = match flow.keep {
        Some(keep) => into_session(&gateway, &browser, &flow, (&tokens, &username), keep).await?,
        None => Json(HostedSignInAnswer {
            tokens: TokensAnswer::signed_in(tokens, &username),
            return_to: flow.return_to.clone(),
        })
        .into_response(),
    };
    if flow.keep.is_some() {
        // Another sign-in may wait in this browser, or what another user left.
        forget_step(&browser, &headers, response.headers_mut());
    }
    if let Some(cleared) = cookie::clear(&flow, secure) {
        response.headers_mut().append(SET_COOKIE, cleared);
    }
    Ok(response)
}

/// A session of the browser in the place of tokens, and on to where the user wanted to go.
async fn into_session(
    gateway: &Gateway,
    browser: &Browser,
    flow: &Flow,
    (tokens, username): (&Tokens, &str),
    keep: Keep,
) -> Result<Response, ApiError> {
    let (cookie, _) = session::begin(gateway, browser, tokens, username, keep).await?;
    let home = &gateway.config().pages.home;
    let to = flow.return_to.as_ref().unwrap_or(home);
    let location =
        HeaderValue::from_str(to).map_err(|error| ApiError::new(Code::Internal).cause(error))?;
    Ok((StatusCode::SEE_OTHER, cookie, [(LOCATION, location)]).into_response())
}

/// The sign-in that this browser began.
fn begun(
    gateway: &Gateway,
    headers: &HeaderMap,
    provider: &str,
    state: &str,
    secure: bool,
) -> Result<Flow, ApiError> {
    let client_id = &gateway.config().client.client_id;
    let sealed = cookie::value(headers, state, secure);
    let now = Gateway::now();
    sealed
        .and_then(|sealed| Flow::open(sealed, gateway.sealer(), client_id, provider, now))
        // Nobody learns the time of a comparison: the state is in the seal that the browser itself holds.
        .filter(|flow| flow.state == state)
        .ok_or_else(|| {
            ApiError::new(Code::SignInRefused)
                .message("This browser has not begun that sign-in, or too long ago. Start again.")
        })
}

/// The code, or why there is none. The words are the pool's: the state has proved that the browser comes from there.
fn code_of(query: CallbackQuery) -> Result<SecretString, ApiError> {
    let refused = || ApiError::new(Code::SignInRefused);
    match (query.error, query.code) {
        (Some(error), _) => {
            let words = query.error_description.unwrap_or_default();
            let cause = format!("the pool's hosted pages say {error}: {words}");
            let shown: String = words
                .chars()
                .filter(|c| !c.is_control())
                .take(200)
                .collect();
            let error = refused().cause(cause);
            Err(if shown.is_empty() {
                error
            } else {
                error.message(format!("The sign-in was refused: {shown}"))
            })
        }
        (None, Some(code)) if !code.is_empty() => Ok(code.into()),
        (None, _) => Err(refused().message("There is no code in this answer. Start again.")),
    }
}

async fn tokens(gateway: &Gateway, flow: &Flow, code: SecretString) -> Result<Tokens, ApiError> {
    let hosted = gateway.config().hosted.as_ref();
    let hosted = hosted.ok_or_else(|| ApiError::new(Code::NotSupported))?;
    let grant = CodeGrant {
        code,
        redirect_uri: flow.redirect_uri.clone(),
        verifier: flow.verifier.clone().into(),
    };
    let exchanged = gateway.client().exchange_code(hosted, &grant).await;
    exchanged.map_err(|error| {
        let code = match &error {
            CodeError::Refused { .. } => Code::SignInRefused,
            CodeError::Client { .. } => Code::Misconfigured,
            CodeError::Unreachable(_) => Code::PoolUnavailable,
            _ => Code::PoolError,
        };
        ApiError::new(code).cause(error)
    })
}

/// Who signed in, by an ID token that the pool signed for this client and this sign-in.
async fn verified_username(
    gateway: &Gateway,
    flow: &Flow,
    tokens: &Tokens,
) -> Result<String, ApiError> {
    let wrong = |cause: &'static str| ApiError::new(Code::PoolError).cause(cause);
    let token = tokens.id_token.as_ref();
    let token = token.ok_or_else(|| wrong("the token endpoint gave no ID token"))?;
    let verifier = gateway.verifier().accepting(TokenUse::Id);
    let claims = verifier.verify(token.expose_secret()).await;
    let claims = claims.map_err(|error| {
        let code = if error.status() == 503 {
            Code::KeysUnavailable
        } else {
            Code::PoolError
        };
        ApiError::new(code).cause(error)
    })?;
    if claims.text("nonce") != Some(flow.nonce.as_str()) {
        return Err(wrong("the ID token is of another sign-in"));
    }
    audit::subject(claims.sub());
    Ok(claims.username().unwrap_or_else(|| claims.sub()).to_owned())
}
