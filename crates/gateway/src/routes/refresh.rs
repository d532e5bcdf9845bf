//! `POST /auth/refresh`: new tokens for a refresh token.

use axum::Json;
use axum::extract::State;
use secrecy::SecretString;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::answer::TokensAnswer;
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::{Checked, Input};
use crate::field::{Check, Field, Invalid};
use crate::gateway::Gateway;
use crate::session::{self, Browser};

pub(super) const ERRORS: &[Code] = &[
    Code::RefusedByTrigger,
    Code::InvalidRefreshToken,
    Code::UserDisabled,
];

/// The refresh token of a sign-in. Without one, the session of the browser is asked.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct RefreshBody {
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false)]
    refresh_token: Field<SecretString>,
    /// Not needed, but for confidential clients on pools that do not know `GetTokensFromRefreshToken`.
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false, max_length = 128)]
    email: Field<String>,
}

#[derive(Debug)]
pub(crate) struct Refresh {
    refresh_token: Option<SecretString>,
    email: Option<String>,
}

impl TryFrom<RefreshBody> for Refresh {
    type Error = Invalid;

    fn try_from(body: RefreshBody) -> Result<Self, Invalid> {
        let mut check = Check::default();
        let refresh_token = check.token("refresh_token", body.refresh_token);
        let email = match body.email {
            Field::Missing => None,
            field => Some(check.username("email", field)),
        };
        check.finish(Self {
            refresh_token,
            email,
        })
    }
}

impl Input for Refresh {
    type Body = RefreshBody;
}

/// Refresh the tokens
///
/// `refresh_token` is in the answer only where the pool rotates it: then the old one ends. With the cookie of a session
/// alone, its tokens, which are refreshed if it is time; the refresh token stays in the gateway.
#[utoipa::path(
    post,
    path = "/auth/refresh",
    tag = "Sign-in",
    operation_id = "refresh",
    request_body = RefreshBody,
    responses((status = 200, description = "New tokens", body = TokensAnswer)),
    security((), ("session" = []))
)]
pub(super) async fn post(
    State(gateway): State<Gateway>,
    browser: Browser,
    Checked(input): Checked<Refresh>,
) -> Result<Json<TokensAnswer>, ApiError> {
    let Some(refresh_token) = &input.refresh_token else {
        return of_session(&gateway, &browser).await.map(Json);
    };
    let tokens = gateway
        .client()
        .refresh(refresh_token, input.email.as_deref())
        .await
        .map_err(ApiError::of_refresh)?;
    Ok(Json(tokens.into()))
}

async fn of_session(gateway: &Gateway, browser: &Browser) -> Result<TokensAnswer, ApiError> {
    if browser.ticket.is_none() {
        return Err(
            ApiError::new(Code::ValidationFailed).field("refresh_token", "This field is required.")
        );
    }
    let ended = || ApiError::new(Code::InvalidRefreshToken);
    let found = session::find(gateway, browser).await?.ok_or_else(ended)?;
    if !browser.is_vouched {
        return Err(Code::CrossOrigin.into());
    }
    let session = session::open(gateway, found).await?.ok_or_else(ended)?;
    let now = gateway.data()?.clock.now();
    let tokens = session.tokens;
    let expires_in = i32::try_from((tokens.expires_at - now) / 1000).unwrap_or(i32::MAX);
    Ok(TokensAnswer::of_session(
        tokens.access_token,
        tokens.id_token,
        expires_in,
    ))
}
