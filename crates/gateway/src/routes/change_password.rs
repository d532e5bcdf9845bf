//! `POST /auth/change-password`: a new password for a signed-in user who knows the current one.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use poolgate_client::Error as PoolError;
use secrecy::SecretString;
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
    Code::InvalidPassword,
    Code::PasswordUsedBefore,
    Code::UserDisabled,
    Code::PasswordResetRequired,
    Code::InsufficientScope,
];

/// The current password and the new one.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ChangePasswordBody {
    #[serde(default)]
    #[schema(value_type = String, required = true, format = Password, max_length = 256)]
    current_password: Field<SecretString>,
    #[serde(default)]
    #[schema(value_type = String, required = true, format = Password, max_length = 256)]
    new_password: Field<SecretString>,
    /// Whether all sessions end with it, this one too.
    #[serde(default)]
    #[schema(value_type = Option<bool>, required = false)]
    everywhere: Field<bool>,
}

#[derive(Debug)]
pub(crate) struct ChangePassword {
    current_password: SecretString,
    new_password: SecretString,
    everywhere: bool,
}

impl TryFrom<ChangePasswordBody> for ChangePassword {
    type Error = Invalid;

    fn try_from(body: ChangePasswordBody) -> Result<Self, Invalid> {
        let mut check = Check::default();
        let current_password = check.password("current_password", body.current_password);
        let new_password = check.password("new_password", body.new_password);
        let everywhere = check.optional("everywhere", body.everywhere);
        check.finish(Self {
            current_password,
            new_password,
            everywhere: everywhere.unwrap_or_default(),
        })
    }
}

impl Input for ChangePassword {
    type Body = ChangePasswordBody;
}

/// Change the password
///
/// With `everywhere`, whoever else is signed in to the account is signed out; else a session gets another id.
#[utoipa::path(
    post,
    path = "/auth/change-password",
    tag = "Password",
    operation_id = "changePassword",
    request_body = ChangePasswordBody,
    responses((status = 200, description = "The password is changed", body = Done)),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn post(
    State(gateway): State<Gateway>,
    peer: Peer,
    caller: Caller,
    Checked(input): Checked<ChangePassword>,
) -> Result<Response, ApiError> {
    gateway.check_new_password("new_password", &input.new_password)?;
    gateway.buckets().guess(peer, caller.claims.sub())?;
    if input.everywhere {
        session::store_answers(&gateway).await?;
    }
    gateway
        .client()
        .change_password(
            &caller.token,
            Some(&input.current_password),
            &input.new_password,
        )
        .await
        .map_err(|error| match error {
            // The token is right; a 401 would send the caller to refresh it.
            PoolError::WrongCredentials | PoolError::NotAuthorized { .. } => {
                ApiError::new(Code::WrongPassword)
                    .field("current_password", Code::WrongPassword.message())
            }
            PoolError::UserNotFound => ApiError::new(Code::InvalidToken),
            error => ApiError::from(error).rename_field("password", "new_password"),
        })?;
    if input.everywhere {
        let result = gateway.client().global_sign_out(&caller.token).await;
        gateway.users().forget(caller.claims.sub());
        result.map_err(ApiError::of_bearer)?;
        session::end_all(&gateway, caller.claims.sub()).await?;
        let cookie = caller.session.map(|(browser, _)| browser.clear());
        let done = Done::new("The password is changed, and all sessions are ended. Sign in again.");
        return Ok((cookie, Json(done)).into_response());
    }
    let cookie = session::renew_id(&gateway, &caller).await?;
    Ok((cookie, Json(Done::new("The password is changed."))).into_response())
}
