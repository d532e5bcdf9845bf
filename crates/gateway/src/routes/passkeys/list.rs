//! `GET /auth/passkeys`: which passkeys the user has.

use axum::Json;
use axum::extract::State;
use poolgate_client::Passkey;
use serde::Serialize;
use utoipa::ToSchema;

use crate::answer::time;
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::Caller;
use crate::gateway::Gateway;

pub(in crate::routes) const ERRORS: &[Code] = super::start::ERRORS;

/// The passkeys of the user.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PasskeysAnswer {
    #[schema(example = true)]
    success: bool,
    passkeys: Vec<PasskeyRow>,
}

/// A passkey.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PasskeyRow {
    /// The id of the credential, in base64url.
    id: String,
    /// What the authenticator calls itself.
    name: String,
    /// The domain that it belongs to.
    relying_party_id: String,
    /// `platform` or `cross-platform`, where known.
    attachment: Option<String>,
    /// How it can be reached, such as `internal` or `usb`.
    transports: Vec<String>,
    /// When it was registered (RFC 3339).
    #[schema(example = "2026-11-20T12:00:00Z")]
    created_at: Option<String>,
}

impl From<Passkey> for PasskeyRow {
    fn from(passkey: Passkey) -> Self {
        Self {
            #[expect(clippy::cast_precision_loss, reason = "seconds stay far below 2^52")]
            created_at: time(passkey.created_at as f64),
            id: passkey.id,
            name: passkey.name,
            relying_party_id: passkey.relying_party_id,
            attachment: passkey.attachment,
            transports: passkey.transports,
        }
    }
}

/// List the passkeys
#[utoipa::path(
    get,
    path = "/auth/passkeys",
    tag = "Passkeys",
    operation_id = "passkeys",
    responses((status = 200, description = "The passkeys", body = PasskeysAnswer)),
    security(("bearer" = []), ("session" = []))
)]
pub(in crate::routes) async fn get(
    State(gateway): State<Gateway>,
    caller: Caller,
) -> Result<Json<PasskeysAnswer>, ApiError> {
    let passkeys = gateway
        .client()
        .passkeys(&caller.token)
        .await
        .map_err(ApiError::of_bearer)?;
    Ok(Json(PasskeysAnswer {
        success: true,
        passkeys: passkeys.into_iter().map(PasskeyRow::from).collect(),
    }))
}
