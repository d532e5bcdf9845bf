//! `POST /api/v1/auth/request-otp`: another code of the pool for a sign-up, or one of the gateway's own to
//! reset the password.

use axum::Json;
use axum::extract::State;
use poolgate_client::Error as PoolError;
use serde::Deserialize;
use utoipa::ToSchema;

use super::verify_otp::OtpPurpose;
use crate::address::Peer;
use crate::answer::Done;
use crate::audit::{self, AuditEvent};
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::{Checked, Input};
use crate::field::{Check, Field, Invalid};
use crate::gateway::Gateway;
use crate::reset;

pub(super) const ERRORS: &[Code] = crate::routes::resend_code::ERRORS;

/// Whose code, and what for.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct RequestOtpBody {
    #[serde(default)]
    #[schema(value_type = String, required = true, max_length = 128, example = "test@example.com")]
    email: Field<String>,
    /// `email_verification` or `password_reset`.
    #[serde(default)]
    #[schema(value_type = String, required = true, example = "password_reset")]
    purpose: Field<String>,
}

#[derive(Debug)]
pub(crate) struct RequestOtp {
    username: String,
    purpose: OtpPurpose,
}

impl TryFrom<RequestOtpBody> for RequestOtp {
    type Error = Invalid;

    fn try_from(body: RequestOtpBody) -> Result<Self, Invalid> {
        let mut check = Check::default();
        let username = check.username("email", body.email);
        let purpose = OtpPurpose::read(&mut check, body.purpose);
        check.finish(Self { username, purpose })
    }
}

impl Input for RequestOtp {
    type Body = RequestOtpBody;
}

/// Ask for a code
///
/// To reset a password, an account must be confirmed and have a verified email address. The answer is the
/// same for all others, unless the gateway is set to disclose it. A new code ends the one before.
#[utoipa::path(
    post,
    path = "/api/v1/auth/request-otp",
    tag = "Version 1",
    operation_id = "v1RequestOtp",
    request_body = RequestOtpBody,
    responses((status = 200, description = "A code is on its way, if one is due", body = Done))
)]
pub(super) async fn post(
    State(gateway): State<Gateway>,
    peer: Peer,
    Checked(input): Checked<RequestOtp>,
) -> Result<Json<Done>, ApiError> {
    if let OtpPurpose::PasswordReset = input.purpose {
        audit::happens(AuditEvent::PasswordResetRequested);
    }
    gateway.buckets().message(peer, &input.username)?;
    let conceal = gateway.config().conceal_users;
    match input.purpose {
        OtpPurpose::EmailVerification => {
            let sent = gateway.client().resend_confirmation_code(&input.username);
            match sent.await {
                Err(
                    PoolError::AlreadyConfirmed
                    | PoolError::ResendNotPossible { .. }
                    | PoolError::UserNotFound,
                ) if conceal => {}
                Err(error) if gateway.keeps_back(&error) => {}
                sent => drop(sent?),
            }
        }
        OtpPurpose::PasswordReset => {
            if let Some(why) = reset::request(&gateway, &input.username).await?
                && !conceal
            {
                return Err(why.into());
            }
        }
    }
    Ok(Json(Done::new("OTP sent")))
}
