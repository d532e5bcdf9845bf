//! `GET /auth/{provider}/start`: to the pool's hosted pages, with a provider chosen.

use aws_lc_rs::digest::{SHA256, digest};
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::{LOCATION, REFERRER_POLICY, SET_COOKIE};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Deserialize;
use utoipa::IntoParams;

use super::flow::Flow;
use super::{cookie, place};
use crate::code::Code;
use crate::error::ApiError;
use crate::gateway::Gateway;
use crate::local_path::is_local_path;
use crate::provider_name;
use crate::session::{self, Keep};

pub(in crate::routes) const ERRORS: &[Code] = &[
    Code::InvalidRequest,
    Code::ValidationFailed,
    Code::NotSupported,
    Code::NotFound,
    Code::Misconfigured,
];

/// What the application wants.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::routes) struct StartQuery {
    /// Where the user goes afterwards: a path of this host. The answer of the callback repeats it.
    #[param(example = "/dashboard")]
    return_to: Option<String>,
    /// `tokens` (the default), or `session`: the callback sets a cookie and leads on to `return_to`.
    #[param(example = "tokens")]
    mode: Option<String>,
    /// Keep the session for longer.
    remember: Option<bool>,
}

/// Sign in with an identity provider
///
/// Sends the browser to the pool's hosted pages, which send it on to the provider: `google`, `facebook`, `apple`,
/// `amazon`, the name of any other provider of the pool, or `cognito` for the pool's own sign-in page. The answer comes
/// to the callback.
#[utoipa::path(
    get,
    path = "/auth/{provider}/start",
    tag = "Sign-in",
    operation_id = "startHostedSignIn",
    params(("provider" = String, Path, description = "The provider", example = "google"), StartQuery),
    responses((status = 302, description = "To the pool's hosted pages", headers(("Location" = String))))
)]
pub(in crate::routes) async fn get(
    State(gateway): State<Gateway>,
    Path(provider): Path<String>,
    query: Result<Query<StartQuery>, axum::extract::rejection::QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let name = provider_name::of_path(&provider).ok_or_else(|| ApiError::new(Code::NotFound))?;
    let Query(query) = query
        .map_err(|_| ApiError::new(Code::InvalidRequest).message("The query could not be read."))?;
    let keep = check(&query)?;
    if keep.is_some() {
        gateway.data()?;
        session::store_answers(&gateway).await?;
    }
    let config = gateway.config();
    let unsupported = || {
        ApiError::new(Code::NotSupported)
            .message("Sign-in by identity providers needs the domain of the pool's hosted pages.")
    };
    let hosted = config.hosted.as_ref().ok_or_else(unsupported)?;
    let origin = place::own_origin(&gateway, &headers).ok_or_else(unsupported)?;
    let redirect_uri = format!("{origin}/auth/{provider}/callback");
    let flow = Flow::new(&provider, redirect_uri, query.return_to, Gateway::now()).keeping(keep);
    let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, flow.verifier.as_bytes()));
    let client_id = &config.client.client_id;
    let mut text = form_urlencoded::Serializer::new(String::new());
    text.append_pair("response_type", "code")
        .append_pair("client_id", client_id)
        .append_pair("redirect_uri", &flow.redirect_uri)
        .append_pair("identity_provider", &name)
        .append_pair("state", &flow.state)
        .append_pair("nonce", &flow.nonce)
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256");
    let location = format!("{hosted}/oauth2/authorize?{}", text.finish());
    let location = HeaderValue::from_str(&location).map_err(|_| unsupported())?;
    let secure = place::is_secure(&gateway, &headers);
    let sealed = flow.seal(gateway.sealer(), client_id);
    let cookie = cookie::set(&flow, &sealed, secure).ok_or_else(unsupported)?;
    let headers = [
        (LOCATION, location),
        (SET_COOKIE, cookie),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    Ok((StatusCode::FOUND, headers).into_response())
}

/// Whether the sign-in is to end in a session.
fn check(query: &StartQuery) -> Result<Option<Keep>, ApiError> {
    let refused = |field, why| Err(ApiError::new(Code::ValidationFailed).field(field, why));
    let path = query.return_to.as_deref();
    if path.is_some_and(|path| !is_local_path(path)) {
        return refused(
            "return_to",
            "Write a path of this host, such as /dashboard.",
        );
    }
    match query.mode.as_deref() {
        None | Some("tokens") => Ok(None),
        Some("session") => Ok(Some(Keep {
            remember: query.remember.unwrap_or_default(),
            hosted: true,
        })),
        Some(_) => refused("mode", "Use tokens or session."),
    }
}
