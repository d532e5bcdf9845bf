//! `POST /auth/logout`: the end of one session, or of all.

use axum::Json;
use axum::extract::State;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::code::Code;
use crate::error::ApiError;
use crate::extract::{Checked, Input, MaybeCaller};
use crate::field::{Check, Field, Invalid};
use crate::gateway::Gateway;
use crate::routes::refresh;

pub(super) const ERRORS: &[Code] = &[
    Code::InvalidRefreshToken,
    Code::UserDisabled,
    Code::InsufficientScope,
];

/// Which session ends.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct LogoutBody {
    /// The session of this token ends. Without it, all sessions of the bearer end.
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false)]
    refresh_token: Field<SecretString>,
    /// All sessions end in any case.
    #[serde(default)]
    #[schema(value_type = Option<bool>, required = false)]
    everywhere: Field<bool>,
}

#[derive(Debug)]
pub(crate) struct Logout {
    refresh_token: Option<SecretString>,
    everywhere: bool,
}

impl TryFrom<LogoutBody> for Logout {
    type Error = Invalid;

    fn try_from(body: LogoutBody) -> Result<Self, Invalid> {
        let mut check = Check::default();
        let refresh_token = check.token("refresh_token", body.refresh_token);
        let everywhere = check
            .optional("everywhere", body.everywhere)
            .unwrap_or(false);
        check.finish(Self {
            refresh_token,
            everywhere,
        })
    }
}

impl Input for Logout {
    type Body = LogoutBody;
}

/// It is over.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LogoutAnswer {
    #[schema(example = true)]
    success: bool,
}

/// Sign out
///
/// With a `refresh_token`: that session. With a bearer token alone, or with `everywhere`: all sessions.
#[utoipa::path(
    post,
    path = "/auth/logout",
    tag = "Sign-in",
    operation_id = "logout",
    request_body = LogoutBody,
    responses((status = 200, description = "Signed out", body = LogoutAnswer)),
    security((), ("bearer" = []))
)]
pub(super) async fn post(
    State(gateway): State<Gateway>,
    MaybeCaller(caller): MaybeCaller,
    Checked(input): Checked<Logout>,
) -> Result<Json<LogoutAnswer>, ApiError> {
    let client = gateway.client();
    match (&input.refresh_token, &caller) {
        (Some(refresh_token), _) if !input.everywhere => {
            client
                .revoke_token(refresh_token)
                .await
                .map_err(refresh::refused)?;
        }
        (_, Some(caller)) => sign_out_everywhere(&gateway, &caller.token).await?,
        (Some(refresh_token), None) => {
            let tokens = client
                .refresh(refresh_token, None)
                .await
                .map_err(refresh::refused)?;
            sign_out_everywhere(&gateway, &tokens.access_token).await?;
        }
        (None, None) => return Err(Code::TokenMissing.into()),
    }
    if let Some(caller) = caller {
        gateway.users().forget(caller.claims.sub());
    }
    Ok(Json(LogoutAnswer { success: true }))
}

async fn sign_out_everywhere(gateway: &Gateway, token: &SecretString) -> Result<(), ApiError> {
    gateway
        .client()
        .global_sign_out(token)
        .await
        .map_err(ApiError::of_bearer)
}
