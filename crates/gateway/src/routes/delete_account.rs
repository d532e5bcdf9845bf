//! `DELETE /auth/account`: the signed-in user is gone, by its own wish and with its password.

use axum::Json;
use axum::extract::State;
use poolgate_client::{Challenge, Error as PoolError, SignIn, Tokens};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::address::Peer;
use crate::answer::Done;
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::{Caller, Checked, Input};
use crate::field::{Check, Field, Invalid};
use crate::gateway::Gateway;
use crate::session;

pub(super) const ERRORS: &[Code] = &[
    Code::WrongPassword,
    Code::UserNotConfirmed,
    Code::PasswordResetRequired,
    Code::TemporaryPasswordExpired,
    Code::UserDisabled,
    Code::InsufficientScope,
    Code::RefusedByTrigger,
    Code::DeliveryFailed,
];

/// The password, once more.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct DeleteAccountBody {
    #[serde(default)]
    #[schema(value_type = String, required = true, format = Password, max_length = 256)]
    password: Field<SecretString>,
}

#[derive(Debug)]
pub(crate) struct DeleteAccount {
    password: SecretString,
}

impl TryFrom<DeleteAccountBody> for DeleteAccount {
    type Error = Invalid;

    fn try_from(body: DeleteAccountBody) -> Result<Self, Invalid> {
        let mut check = Check::default();
        let password = check.password("password", body.password);
        check.finish(Self { password })
    }
}

impl Input for DeleteAccount {
    type Body = DeleteAccountBody;
}

/// Delete the account
///
/// With everything that belongs to it; nothing brings it back. A stolen token is not enough: the
/// password is asked for again.
#[utoipa::path(
    delete,
    path = "/auth/account",
    tag = "Account",
    operation_id = "deleteAccount",
    request_body = DeleteAccountBody,
    responses((status = 200, description = "The account is deleted", body = Done)),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn delete(
    State(gateway): State<Gateway>,
    peer: Peer,
    caller: Caller,
    Checked(input): Checked<DeleteAccount>,
) -> Result<Json<Done>, ApiError> {
    let sub = caller.claims.sub();
    gateway.buckets().guess(peer, sub)?;
    session::store_answers(&gateway).await?;
    let proof = prove(&gateway, &caller, &input.password).await?;
    let result = gateway.client().delete_user(&caller.token).await;
    // After a failure too: a call that got no answer may have done its work.
    gateway.users().forget(sub);
    if let Err(error) = result {
        end(&gateway, proof).await;
        return Err(ApiError::of_bearer(error));
    }
    session::end_all(&gateway, sub).await?;
    if let Some(data) = &gateway.config().data
        && let Err(error) = data.store.remove_profile(gateway.pool_id(), sub).await
    {
        // `poolgate directory reconcile` marks it.
        tracing::error!(
            error = &error as &dyn std::error::Error,
            sub,
            "a deleted account is still in the directory"
        );
    }
    Ok(Json(Done::new("The account is deleted.")))
}

/// Signs in with the password, as the user of the token; the session that came of it.
async fn prove(
    gateway: &Gateway,
    caller: &Caller,
    password: &SecretString,
) -> Result<Option<Tokens>, ApiError> {
    let sub = caller.claims.sub();
    let username = caller.claims.username().unwrap_or(sub);
    let step = gateway
        .client()
        .login(username, password)
        .await
        .map_err(|error| match error {
            // The token is right; a 401 would send the caller to refresh it.
            PoolError::WrongCredentials
            | PoolError::NotAuthorized { .. }
            | PoolError::UserNotFound => wrong_password(),
            error => error.into(),
        })?;
    match step {
        SignIn::Tokens(tokens) if is_of(&tokens, sub) => Ok(Some(tokens)),
        SignIn::Tokens(tokens) => {
            end(gateway, Some(tokens)).await;
            Err(wrong_password())
        }
        SignIn::Challenge(challenge) if follows_the_password(&challenge) => Ok(None),
        SignIn::Challenge(challenge) if challenge.name == "NEW_PASSWORD_REQUIRED" => {
            Err(Code::PasswordResetRequired.into())
        }
        SignIn::Challenge(challenge) => Err(ApiError::new(Code::Forbidden)
            .message("The password of this account cannot be checked here.")
            .cause(format!("the pool answers with {}", challenge.name))),
    }
}

fn wrong_password() -> ApiError {
    ApiError::new(Code::WrongPassword).field("password", Code::WrongPassword.message())
}

/// The tokens come from the pool itself, so they are read, not verified.
fn is_of(tokens: &Tokens, sub: &str) -> bool {
    poolgate_verify::decode_unverified(tokens.access_token.expose_secret())
        .is_ok_and(|token| token.claims.get("sub").and_then(|sub| sub.as_str()) == Some(sub))
}

/// A second factor is asked for only once the password proved right. The bearer's own sign-in has passed
/// it already.
fn follows_the_password(challenge: &Challenge) -> bool {
    matches!(
        challenge.name.as_str(),
        "SMS_MFA" | "SOFTWARE_TOKEN_MFA" | "EMAIL_OTP" | "SELECT_MFA_TYPE" | "MFA_SETUP"
    )
}

/// Ends the session of a proof that led to nothing. It would end by itself, so a failure is only told.
async fn end(gateway: &Gateway, session: Option<Tokens>) {
    let Some(refresh_token) = session.and_then(|tokens| tokens.refresh_token) else {
        return;
    };
    if let Err(error) = gateway.client().revoke_token(&refresh_token).await {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "the session of a password check stays until it expires"
        );
    }
}
