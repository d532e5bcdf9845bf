//! `POST /auth/login`: a sign-in with user name and password.

use axum::extract::State;
use poolgate_client::Error as PoolError;
use secrecy::SecretString;
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
    Code::TemporaryPasswordExpired,
    Code::UserDisabled,
    Code::RefusedByTrigger,
    Code::DeliveryFailed,
];

/// Who signs in.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct LoginBody {
    /// The email address, or whatever else the pool takes as a user name.
    #[serde(default)]
    #[schema(value_type = String, required = true, max_length = 128, example = "user@example.com")]
    email: Field<String>,
    #[serde(default)]
    #[schema(value_type = String, required = true, format = Password, max_length = 256)]
    password: Field<SecretString>,
    /// Keep a cookie session for longer. Tokens have the lifetimes that the pool gives them.
    #[serde(default)]
    #[schema(value_type = Option<bool>, required = false)]
    remember: Field<bool>,
    /// `tokens` (the default), or `session`: a cookie in the place of tokens.
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false, example = "tokens")]
    mode: Field<String>,
}

#[derive(Debug)]
pub(crate) struct Login {
    username: String,
    password: SecretString,
    keep: Option<Keep>,
}

impl TryFrom<LoginBody> for Login {
    type Error = Invalid;

    fn try_from(body: LoginBody) -> Result<Self, Invalid> {
        let mut check = Check::default();
        let username = check.username("email", body.email);
        let password = check.password("password", body.password);
        let keep = session::mode(&mut check, body.mode, body.remember);
        check.finish(Self {
            username,
            password,
            keep,
        })
    }
}

impl Input for Login {
    type Body = LoginBody;
}

/// Sign in
///
/// Answers tokens, or a challenge that `/auth/challenge` takes the answer to. With `mode: "session"` the sign-in ends
/// in a cookie in the place of tokens.
#[utoipa::path(
    post,
    path = "/auth/login",
    tag = "Sign-in",
    operation_id = "login",
    request_body = LoginBody,
    responses((status = 200, description = "Tokens, a session, or a challenge", body = SignInAnswer))
)]
pub(super) async fn post(
    State(gateway): State<Gateway>,
    peer: Peer,
    browser: Browser,
    Checked(input): Checked<Login>,
) -> Result<SignedIn, ApiError> {
    if input.keep.is_some() {
        gateway.data()?;
        session::store_answers(&gateway).await?;
    }
    gateway.buckets().guess(peer, &input.username)?;
    let step = gateway
        .client()
        .login(&input.username, &input.password)
        .await
        .map_err(|error| match error {
            // A sign-in never tells whether the account exists, whatever the pool is set to.
            PoolError::UserNotFound | PoolError::NotAuthorized { .. } => {
                ApiError::new(Code::InvalidCredentials).cause(error)
            }
            error => error.into(),
        })?;
    let session = Session::start(Flow::Password, &input.username).keeping(input.keep);
    SignedIn::after(&gateway, &browser, step, &session).await
}
