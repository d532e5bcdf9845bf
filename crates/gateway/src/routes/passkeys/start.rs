//! `POST /auth/passkeys/start`: what a browser needs to make a passkey.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::address::Peer;
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::Caller;
use crate::gateway::Gateway;

pub(in crate::routes) const ERRORS: &[Code] = &[
    Code::UserDisabled,
    Code::PasswordResetRequired,
    Code::InsufficientScope,
];

/// What the browser needs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PasskeyOptionsAnswer {
    #[schema(example = true)]
    success: bool,
    /// `PublicKeyCredentialCreationOptionsJSON` (WebAuthn Level 3): give it to
    /// `PublicKeyCredential.parseCreationOptionsFromJSON`.
    #[schema(value_type = Object)]
    pub(in crate::routes) options: Value,
}

/// Start a passkey
///
/// Answers the options for `navigator.credentials.create()`; `/auth/passkeys/complete` takes what it makes.
#[utoipa::path(
    post,
    path = "/auth/passkeys/start",
    tag = "Passkeys",
    operation_id = "startPasskey",
    responses((status = 200, description = "The options", body = PasskeyOptionsAnswer)),
    security(("bearer" = []), ("session" = []))
)]
pub(in crate::routes) async fn post(
    State(gateway): State<Gateway>,
    peer: Peer,
    caller: Caller,
) -> Result<Json<PasskeyOptionsAnswer>, ApiError> {
    gateway.buckets().guess(peer, caller.claims.sub())?;
    let options = gateway
        .client()
        .start_passkey(&caller.token)
        .await
        .map_err(ApiError::of_bearer)?;
    Ok(Json(PasskeyOptionsAnswer {
        success: true,
        options,
    }))
}
