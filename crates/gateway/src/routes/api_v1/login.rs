//! `POST /api/v1/auth/login`: a sign-in that answers tokens and nothing else.

use axum::Json;
use axum::extract::State;
use poolgate_client::{Error as PoolError, SignIn, Tokens};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::address::Peer;
use crate::answer::{Handed, SignInAnswer, SignedIn};
use crate::challenge::{Flow, Session};
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::{Checked, Input};
use crate::field::{Check, Field, Invalid};
use crate::gateway::Gateway;
use crate::session::Browser;

pub(super) const ERRORS: &[Code] = crate::routes::login::ERRORS;

/// Who signs in.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct V1LoginBody {
    #[serde(default)]
    #[schema(value_type = String, required = true, max_length = 128, example = "test@example.com")]
    email: Field<String>,
    #[serde(default)]
    #[schema(value_type = String, required = true, format = Password, max_length = 256)]
    password: Field<SecretString>,
}

#[derive(Debug)]
pub(crate) struct V1Login {
    username: String,
    password: SecretString,
}

impl TryFrom<V1LoginBody> for V1Login {
    type Error = Invalid;

    fn try_from(body: V1LoginBody) -> Result<Self, Invalid> {
        let mut check = Check::default();
        let username = check.username("email", body.email);
        let password = check.password("password", body.password);
        check.finish(Self { username, password })
    }
}

impl Input for V1Login {
    type Body = V1LoginBody;
}

/// Tokens.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct V1Tokens {
    #[schema(value_type = String)]
    access_token: Handed,
    #[schema(value_type = Option<String>)]
    refresh_token: Option<Handed>,
    #[schema(value_type = Option<String>)]
    id_token: Option<Handed>,
    #[schema(example = "Bearer")]
    token_type: String,
    /// Seconds.
    #[schema(example = 3600)]
    expires_in: i32,
}

impl From<Tokens> for V1Tokens {
    fn from(tokens: Tokens) -> Self {
        Self {
            access_token: tokens.access_token.into(),
            refresh_token: tokens.refresh_token.map(Handed::from),
            id_token: tokens.id_token.map(Handed::from),
            token_type: tokens.token_type,
            expires_in: tokens.expires_in,
        }
    }
}

/// Tokens, or the challenge that stands before them.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum V1LoginAnswer {
    Tokens(V1Tokens),
    Challenge(SignInAnswer),
}

/// Sign in
///
/// Answers tokens, or a challenge that `/auth/challenge` takes the answer to.
#[utoipa::path(
    post,
    path = "/api/v1/auth/login",
    tag = "Version 1",
    operation_id = "v1Login",
    request_body = V1LoginBody,
    responses((status = 200, description = "Tokens, or a challenge", body = V1LoginAnswer))
)]
pub(super) async fn post(
    State(gateway): State<Gateway>,
    peer: Peer,
    browser: Browser,
    Checked(input): Checked<V1Login>,
) -> Result<Json<V1LoginAnswer>, ApiError> {
    let name = &input.username;
    gateway.buckets().guess(peer, name)?;
    let step = gateway
        .client()
        .login(name, &input.password)
        .await
        .map_err(|error| match error {
            // A sign-in never tells whether the account exists, whatever the pool is set to.
            PoolError::UserNotFound | PoolError::NotAuthorized { .. } => {
                ApiError::new(Code::InvalidCredentials).cause(error)
            }
            error => error.into(),
        })?;
    Ok(Json(match step {
        SignIn::Tokens(tokens) => V1LoginAnswer::Tokens(tokens.into()),
        challenge @ SignIn::Challenge(_) => {
            let session = Session::start(Flow::Password, name);
            let step = SignedIn::after(&gateway, &browser, challenge, &session).await?;
            V1LoginAnswer::Challenge(step.answer)
        }
    }))
}
