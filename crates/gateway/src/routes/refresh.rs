//! `POST /auth/refresh`: new tokens for a refresh token.

use axum::Json;
use axum::extract::State;
use poolgate_client::Error as PoolError;
use secrecy::SecretString;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::answer::TokensAnswer;
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::{Checked, Input};
use crate::field::{Check, Field, Invalid};
use crate::gateway::Gateway;

pub(super) const ERRORS: &[Code] = &[
    Code::RefusedByTrigger,
    Code::InvalidRefreshToken,
    Code::UserDisabled,
];

/// The refresh token of a sign-in.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct RefreshBody {
    #[serde(default)]
    #[schema(value_type = String, required = true)]
    refresh_token: Field<SecretString>,
    /// Not needed, but for confidential clients on pools that do not know `GetTokensFromRefreshToken`.
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false, max_length = 128)]
    email: Field<String>,
}

#[derive(Debug)]
pub(crate) struct Refresh {
    refresh_token: SecretString,
    email: Option<String>,
}

impl TryFrom<RefreshBody> for Refresh {
    type Error = Invalid;

    fn try_from(body: RefreshBody) -> Result<Self, Invalid> {
        let mut check = Check::default();
        if let Field::Missing = body.refresh_token {
            check.problem("refresh_token", "This field is required.");
        }
        let refresh_token = check
            .token("refresh_token", body.refresh_token)
            .unwrap_or_default();
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
/// `refresh_token` is in the answer only where the pool rotates it: then the old one ends.
#[utoipa::path(
    post,
    path = "/auth/refresh",
    tag = "Sign-in",
    operation_id = "refresh",
    request_body = RefreshBody,
    responses((status = 200, description = "New tokens", body = TokensAnswer))
)]
pub(super) async fn post(
    State(gateway): State<Gateway>,
    Checked(input): Checked<Refresh>,
) -> Result<Json<TokensAnswer>, ApiError> {
    let tokens = gateway
        .client()
        .refresh(&input.refresh_token, input.email.as_deref())
        .await
        .map_err(refused)?;
    Ok(Json(tokens.into()))
}

/// Whatever the pool holds against the user, here it means that this token is worth nothing.
pub(super) fn refused(error: PoolError) -> ApiError {
    match error {
        PoolError::UserNotFound
        | PoolError::WrongCredentials
        | PoolError::PasswordResetRequired
        | PoolError::NotAuthorized { .. } => ApiError::new(Code::InvalidRefreshToken).cause(error),
        error => error.into(),
    }
}
