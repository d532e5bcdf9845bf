//! `POST /auth/passwordless/start`: a sign-in without a password begins.

use axum::Json;
use axum::extract::State;
use poolgate_client::Error as PoolError;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::address::Peer;
use crate::answer::SignInAnswer;
use crate::challenge::Flow;
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::{Checked, Input};
use crate::field::{Check, Field, Invalid};
use crate::gateway::Gateway;

pub(super) const ERRORS: &[Code] = &[
    Code::InvalidCredentials,
    Code::UserNotConfirmed,
    Code::PasswordResetRequired,
    Code::UserDisabled,
    Code::RefusedByTrigger,
    Code::DeliveryFailed,
];

/// Who signs in, and how.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct PasswordlessBody {
    /// The email address, or whatever else the pool takes as a user name.
    #[serde(default)]
    #[schema(value_type = String, required = true, max_length = 128, example = "user@example.com")]
    email: Field<String>,
    /// `email_otp`, `sms_otp` or `passkey`.
    #[serde(default)]
    #[schema(value_type = String, required = true, example = "email_otp")]
    method: Field<String>,
}

#[derive(Debug)]
pub(crate) struct Passwordless {
    username: String,
    method: Method,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Method {
    EmailCode,
    SmsCode,
    Passkey,
}

impl Method {
    fn named(name: &str) -> Option<Self> {
        match name {
            "email_otp" => Some(Self::EmailCode),
            "sms_otp" => Some(Self::SmsCode),
            "passkey" => Some(Self::Passkey),
            _ => None,
        }
    }

    /// Cognito's name of the challenge.
    fn challenge(self) -> &'static str {
        match self {
            Self::EmailCode => "EMAIL_OTP",
            Self::SmsCode => "SMS_OTP",
            Self::Passkey => "WEB_AUTHN",
        }
    }
}

impl TryFrom<PasswordlessBody> for Passwordless {
    type Error = Invalid;

    fn try_from(body: PasswordlessBody) -> Result<Self, Invalid> {
        let mut check = Check::default();
        let username = check.username("email", body.email);
        let name = check.required("method", body.method);
        let method = name.as_deref().and_then(Method::named);
        if name.is_some() && method.is_none() {
            check.problem("method", "Use email_otp, sms_otp or passkey.");
        }
        check.finish(Self {
            username,
            // What is not named is refused above.
            method: method.unwrap_or(Method::EmailCode),
        })
    }
}

impl Input for Passwordless {
    type Body = PasswordlessBody;
}

/// Sign in without a password
///
/// Answers the challenge of that method: a code is on its way, or the browser asks for a passkey. Where
/// the user cannot take the method, the challenge is `SELECT_CHALLENGE` with what there is to choose
/// from. `/auth/challenge` takes the answer.
#[utoipa::path(
    post,
    path = "/auth/passwordless/start",
    tag = "Sign-in",
    operation_id = "startPasswordless",
    request_body = PasswordlessBody,
    responses((status = 200, description = "A challenge", body = SignInAnswer))
)]
pub(super) async fn post(
    State(gateway): State<Gateway>,
    peer: Peer,
    Checked(input): Checked<Passwordless>,
) -> Result<Json<SignInAnswer>, ApiError> {
    if input.method == Method::Passkey {
        gateway.buckets().guess(peer, &input.username)?;
    } else {
        gateway.buckets().message(peer, &input.username)?;
    }
    let step = gateway
        .client()
        .start_choice(&input.username, Some(input.method.challenge()))
        .await
        .map_err(|error| match error {
            // A sign-in never tells whether the account exists, whatever the pool is set to.
            PoolError::UserNotFound | PoolError::NotAuthorized { .. } => {
                ApiError::new(Code::InvalidCredentials).cause(error)
            }
            error => error.into(),
        })?;
    let answer = SignInAnswer::start(&gateway, step, Flow::Choice, &input.username);
    Ok(Json(answer))
}
