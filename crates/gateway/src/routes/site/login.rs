//! `POST /login`: a sign-in, from a form or as JSON.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::address::Peer;
use crate::answer::{Handed, SignInAnswer};
use crate::error::ApiError;
use crate::extract::{Checked, FormOrJson};
use crate::gateway::Gateway;
use crate::routes::login::{self, Login, LoginBody};
use crate::session::Browser;

/// The access token, or a session in its place, or the challenge that stands before them.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum SiteLoginAnswer {
    Token(SiteToken),
    Other(SignInAnswer),
}

/// The access token.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SiteToken {
    #[schema(example = true)]
    success: bool,
    /// The access token, a JWT.
    #[schema(value_type = String)]
    token: Handed,
    #[schema(example = "Bearer")]
    token_type: String,
    /// Seconds.
    #[schema(example = 3600)]
    expires_in: i32,
}

/// Sign in
///
/// As `/auth/login`, from a form or as JSON, with the access token as `token`.
#[utoipa::path(
    post,
    path = "/login",
    tag = "Site",
    operation_id = "siteLogin",
    request_body(content(
        (LoginBody = "application/json"),
        (LoginBody = "application/x-www-form-urlencoded")
    )),
    responses((status = 200, description = "The token, a session, or a challenge", body = SiteLoginAnswer))
)]
pub(super) async fn post(
    state: State<Gateway>,
    peer: Peer,
    browser: Browser,
    FormOrJson(input): FormOrJson<Login>,
) -> Result<Response, ApiError> {
    let signed_in = login::post(state, peer, browser, Checked(input)).await?;
    let answer = match signed_in.answer {
        SignInAnswer::Tokens(tokens) => SiteLoginAnswer::Token(SiteToken {
            success: true,
            token: tokens.access_token,
            token_type: tokens.token_type,
            expires_in: tokens.expires_in,
        }),
        other @ (SignInAnswer::Challenge(_) | SignInAnswer::Session(_)) => {
            SiteLoginAnswer::Other(other)
        }
    };
    Ok((signed_in.cookie, Json(answer)).into_response())
}
