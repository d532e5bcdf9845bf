//! `POST /auth/reset-password`: a new password for a code.

use axum::Json;
use axum::extract::State;
use poolgate_client::Error as PoolError;
use secrecy::SecretString;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::address::Peer;
use crate::answer::Done;
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
}

#[derive(Debug)]
pub(crate) struct ResetPassword {
    username: String,
    code: SecretString,
    new_password: SecretString,
}

impl TryFrom<ResetPasswordBody> for ResetPassword {
    type Error = Invalid;

    fn try_from(body: ResetPasswordBody) -> Result<Self, Invalid> {
        let mut check = Check::default();
        let username = check.username("email", body.email);
        let code = check.code("code", body.code);
        let new_password = check.password("new_password", body.new_password);
        check.finish(Self {
            username,
            code,
            new_password,
        })
    }
}

impl Input for ResetPassword {
    type Body = ResetPasswordBody;
}

/// Reset the password
///
/// A new password that the rules refuse leaves the code unspent.
#[utoipa::path(
    post,
    path = "/auth/reset-password",
    tag = "Password",
    operation_id = "resetPassword",
    request_body = ResetPasswordBody,
    responses((status = 200, description = "The password is set", body = Done))
)]
pub(super) async fn post(
    State(gateway): State<Gateway>,
    peer: Peer,
    Checked(input): Checked<ResetPassword>,
) -> Result<Json<Done>, ApiError> {
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
    Ok(Json(Done::new("The password is set. You can sign in now.")))
}
