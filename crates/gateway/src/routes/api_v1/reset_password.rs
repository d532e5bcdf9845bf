//! `POST /api/v1/auth/reset-password`: the second step of a reset, with what the code was handed in for.

use axum::Json;
use axum::extract::State;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::address::Peer;
use crate::answer::Done;
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::{Checked, Input};
use crate::field::{Check, Field, Invalid};
use crate::gateway::Gateway;
use crate::reset;

pub(super) const ERRORS: &[Code] = &[
    Code::CodeExpired,
    Code::InvalidPassword,
    Code::PasswordUsedBefore,
];

/// The token of `/api/v1/auth/verify-otp`, and the new password.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct V1ResetPasswordBody {
    #[serde(default)]
    #[schema(value_type = String, required = true)]
    reset_token: Field<SecretString>,
    #[serde(default)]
    #[schema(value_type = String, required = true, format = Password, max_length = 256)]
    new_password: Field<SecretString>,
}

#[derive(Debug)]
pub(crate) struct V1ResetPassword {
    reset_token: SecretString,
    new_password: SecretString,
}

impl TryFrom<V1ResetPasswordBody> for V1ResetPassword {
    type Error = Invalid;

    fn try_from(body: V1ResetPasswordBody) -> Result<Self, Invalid> {
        let mut check = Check::default();
        let reset_token = check.code("reset_token", body.reset_token);
        let new_password = check.password("new_password", body.new_password);
        check.finish(Self {
            reset_token,
            new_password,
        })
    }
}

impl Input for V1ResetPassword {
    type Body = V1ResetPasswordBody;
}

/// Reset the password
///
/// A new password that the rules refuse leaves the token unspent. Once the password is set, all sessions of
/// the account end.
#[utoipa::path(
    post,
    path = "/api/v1/auth/reset-password",
    tag = "Version 1",
    operation_id = "v1ResetPassword",
    request_body = V1ResetPasswordBody,
    responses((status = 200, description = "The password is set", body = Done))
)]
pub(super) async fn post(
    State(gateway): State<Gateway>,
    peer: Peer,
    Checked(input): Checked<V1ResetPassword>,
) -> Result<Json<Done>, ApiError> {
    gateway.check_new_password("new_password", &input.new_password)?;
    // A bucket for each token, of which nobody can make many alike; the address is what counts.
    let token: String = input.reset_token.expose_secret().chars().take(8).collect();
    gateway.buckets().guess(peer, &token)?;
    reset::with_token(&gateway, &input.reset_token, input.new_password).await?;
    Ok(Json(Done::new("Password reset complete")))
}
