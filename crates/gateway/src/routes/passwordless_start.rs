//! `POST /auth/passwordless/start`: a sign-in without a password begins.

use axum::extract::State;
use poolgate_client::Error as PoolError;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::address::Peer;
use crate::answer::{SignInAnswer, SignedIn};
use crate::challenge::{Flow, Session};
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::{Checked, Input};
use crate::field::{Check, Field, Invalid};
use crate::gateway::Gateway;
use crate::session::{self, Browser, Keep};

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
    /// Keep a cookie session for longer.
    #[serde(default)]
    #[schema(value_type = Option<bool>, required = false)]
    remember: Field<bool>,
    /// `tokens` (the default), or `session`: a cookie in the place of tokens.
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false, example = "tokens")]
    mode: Field<String>,
}

#[derive(Debug)]
pub(crate) struct Passwordless {
    username: String,
    method: Method,
    keep: Option<Keep>,
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
        let keep = session::mode(&mut check, body.mode, body.remember);
        check.finish(Self {
            username,
            // What is not named is refused above.
            method: method.unwrap_or(Method::EmailCode),
            keep,
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
    browser: Browser,
    Checked(input): Checked<Passwordless>,
) -> Result<SignedIn, ApiError> {
    if input.keep.is_some() {
        gateway.data()?;
        session::store_answers(&gateway).await?;
    }
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
    let session = Session::start(Flow::Choice, &input.username).keeping(input.keep);
    SignedIn::after(&gateway, &browser, step, &session).await
}
