//! `POST /auth/reset-password`: a new password for a code.

use axum::Json;
use axum::extract::State;
use poolgate_client::{Error as PoolError, SignIn};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::address::Peer;
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::{Checked, Input};
use crate::field::{Check, Field, Invalid};
use crate::gateway::Gateway;

pub(super) const ERRORS: &[Code] = &[
    Code::InvalidCode,
    Code::CodeExpired,
    Code::InvalidPassword,
    Code::PasswordUsedBefore,
    Code::NotPossible,
    Code::RefusedByTrigger,
    Code::UserNotConfirmed,
    Code::UserDisabled,
];

/// The code that the user received, and the new password.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ResetPasswordBody {
    #[serde(default)]
    #[schema(value_type = String, required = true, max_length = 128, example = "user@example.com")]
    email: Field<String>,
    #[serde(default)]
    #[schema(value_type = String, required = true, example = "123456")]
    code: Field<SecretString>,
    #[serde(default)]
    #[schema(value_type = String, required = true, format = Password, max_length = 256)]
    new_password: Field<SecretString>,
    /// Whether all sessions end with it.
    #[serde(default)]
    #[schema(value_type = Option<bool>, required = false)]
    everywhere: Field<bool>,
}

#[derive(Debug)]
pub(crate) struct ResetPassword {
    username: String,
    code: SecretString,
    new_password: SecretString,
    everywhere: bool,
}

impl TryFrom<ResetPasswordBody> for ResetPassword {
    type Error = Invalid;

    fn try_from(body: ResetPasswordBody) -> Result<Self, Invalid> {
        let mut check = Check::default();
        let username = check.username("email", body.email);
        let code = check.code("code", body.code);
        let new_password = check.password("new_password", body.new_password);
        let everywhere = check.optional("everywhere", body.everywhere);
        check.finish(Self {
            username,
            code,
            new_password,
            everywhere: everywhere.unwrap_or_default(),
        })
    }
}

impl Input for ResetPassword {
    type Body = ResetPasswordBody;
}

/// The password is set.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ResetPasswordAnswer {
    #[schema(example = true)]
    success: bool,
    message: &'static str,
    /// Where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    sessions_ended: Option<bool>,
}

/// Reset the password
///
/// A new password that the rules refuse leaves the code unspent. With `everywhere`, whoever is signed in to the
/// account is signed out.
#[utoipa::path(
    post,
    path = "/auth/reset-password",
    tag = "Password",
    operation_id = "resetPassword",
    request_body = ResetPasswordBody,
    responses((status = 200, description = "The password is set", body = ResetPasswordAnswer))
)]
pub(super) async fn post(
    State(gateway): State<Gateway>,
    peer: Peer,
    Checked(input): Checked<ResetPassword>,
) -> Result<Json<ResetPasswordAnswer>, ApiError> {
    gateway.check_new_password("new_password", &input.new_password)?;
    gateway.buckets().guess(peer, &input.username)?;
    gateway
        .client()
        .confirm_forgot_password(&input.username, &input.code, &input.new_password)
        .await
        .map_err(|error| match error {
            // Only "forgot password" may tell that somebody has no account.
            PoolError::UserNotFound => ApiError::new(Code::InvalidCode),
            error => ApiError::from(error).rename_field("password", "new_password"),
        })?;
    let sessions_ended = if input.everywhere {
        Some(end_all_sessions(&gateway, &input).await?)
    } else {
        None
    };
    Ok(Json(ResetPasswordAnswer {
        success: true,
        message: if sessions_ended == Some(false) {
            "The password is set. Sign in and end the other sessions: that needs your second factor."
        } else {
            "The password is set. You can sign in now."
        },
        sessions_ended,
    }))
}

/// Whether all sessions are ended. Only the user or an administrator can end them, so the user signs in with the
/// new password. Where that leads to a second factor, nobody is signed in and the sessions stay.
async fn end_all_sessions(gateway: &Gateway, input: &ResetPassword) -> Result<bool, ApiError> {
    let client = gateway.client();
    match client.login(&input.username, &input.new_password).await? {
        SignIn::Tokens(tokens) => {
            client.global_sign_out(&tokens.access_token).await?;
            Ok(true)
        }
        SignIn::Challenge(_) => Ok(false),
    }
}
