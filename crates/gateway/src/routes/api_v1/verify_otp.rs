//! `POST /api/v1/auth/verify-otp`: the code of a sign-up, or the one to reset the password.

use axum::Json;
use axum::extract::State;
use poolgate_client::Error as PoolError;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::register::exists_as_400;
use crate::address::Peer;
use crate::answer::Handed;
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::{Checked, Input};
use crate::field::{Check, Field, Invalid};
use crate::gateway::Gateway;
use crate::reset;
use crate::routes::confirm::refused;

pub(super) const ERRORS: &[Code] = &[
    Code::InvalidCode,
    Code::CodeExpired,
    Code::AlreadyConfirmed,
    Code::InvalidPassword,
    Code::PasswordUsedBefore,
    Code::RefusedByTrigger,
    Code::UserExists,
];

/// What a code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OtpPurpose {
    EmailVerification,
    PasswordReset,
}

impl OtpPurpose {
    pub(super) fn read(check: &mut Check, field: Field<String>) -> Self {
        match check.required("purpose", field).as_deref() {
            None | Some("email_verification") => Self::EmailVerification,
            Some("password_reset") => Self::PasswordReset,
            Some(_) => {
                check.problem("purpose", "Use email_verification or password_reset.");
                Self::EmailVerification
            }
        }
    }
}

/// The code that the user received.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct VerifyOtpBody {
    #[serde(default)]
    #[schema(value_type = String, required = true, max_length = 128, example = "test@example.com")]
    email: Field<String>,
    #[serde(default)]
    #[schema(value_type = String, required = true, example = "123456")]
    code: Field<SecretString>,
    /// `email_verification` or `password_reset`.
    #[serde(default)]
    #[schema(value_type = String, required = true, example = "email_verification")]
    purpose: Field<String>,
    /// With `password_reset`: sets the password at once. Without it, the answer has a `reset_token`.
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false, format = Password, max_length = 256)]
    new_password: Field<SecretString>,
}

#[derive(Debug)]
pub(crate) struct VerifyOtp {
    username: String,
    code: SecretString,
    wanted: Wanted,
}

#[derive(Debug)]
enum Wanted {
    Confirmation,
    Token,
    Password(SecretString),
}

impl TryFrom<VerifyOtpBody> for VerifyOtp {
    type Error = Invalid;

    fn try_from(body: VerifyOtpBody) -> Result<Self, Invalid> {
        let mut check = Check::default();
        let username = check.username("email", body.email);
        let code = check.code("code", body.code);
        let wanted = match (
            OtpPurpose::read(&mut check, body.purpose),
            body.new_password,
        ) {
            (OtpPurpose::EmailVerification, _) => Wanted::Confirmation,
            (OtpPurpose::PasswordReset, Field::Missing) => Wanted::Token,
            (OtpPurpose::PasswordReset, password) => {
                Wanted::Password(check.password("new_password", password))
            }
        };
        check.finish(Self {
            username,
            code,
            wanted,
        })
    }
}

impl Input for VerifyOtp {
    type Body = VerifyOtpBody;
}

/// What the code was good for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VerifyOtpAnswer {
    #[schema(example = true)]
    success: bool,
    #[schema(example = "Signup complete")]
    message: &'static str,
    /// For `/api/v1/auth/reset-password`, once and within ten minutes.
    #[schema(value_type = Option<String>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    reset_token: Option<Handed>,
}

/// Use a code
///
/// A code to reset the password is valid for ten minutes, and dead after five wrong tries. A new password
/// that the rules refuse leaves it unspent. Once the password is set, all sessions of the account end.
#[utoipa::path(
    post,
    path = "/api/v1/auth/verify-otp",
    tag = "Version 1",
    operation_id = "v1VerifyOtp",
    request_body = VerifyOtpBody,
    responses((status = 200, description = "The code was right", body = VerifyOtpAnswer))
)]
pub(super) async fn post(
    State(gateway): State<Gateway>,
    peer: Peer,
    Checked(input): Checked<VerifyOtp>,
) -> Result<Json<VerifyOtpAnswer>, ApiError> {
    let VerifyOtp {
        username,
        code,
        wanted,
    } = input;
    gateway.buckets().guess(peer, &username)?;
    let (message, reset_token) = match wanted {
        Wanted::Confirmation => {
            confirm(&gateway, &username, &code).await?;
            ("Signup complete", None)
        }
        Wanted::Password(new_password) => {
            gateway.check_new_password("new_password", &new_password)?;
            reset::with_code(&gateway, &username, &code, new_password).await?;
            ("Password reset complete", None)
        }
        Wanted::Token => {
            let token = reset::to_token(&gateway, &username, &code).await?;
            ("OTP verified", Some(Handed::from(token)))
        }
    };
    Ok(Json(VerifyOtpAnswer {
        success: true,
        message,
        reset_token,
    }))
}

async fn confirm(gateway: &Gateway, username: &str, code: &SecretString) -> Result<(), ApiError> {
    gateway
        .client()
        .confirm_sign_up(username, code)
        .await
        .map_err(|error| match error {
            // The back ends that speak this way expect 400.
            PoolError::AliasExists | PoolError::UserExists
                if !gateway.is_strict_about_privacy() =>
            {
                exists_as_400(error)
            }
            error => refused(gateway, error),
        })?;
    if let Some(data) = &gateway.config().data {
        let now = data.clock.now();
        let verified = data.store.verify_profile(gateway.pool_id(), username, now);
        if let Err(error) = verified.await {
            // The account is confirmed; its first token brings the row in step.
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "a confirmed account is not verified in the directory yet"
            );
        }
    }
    Ok(())
}
