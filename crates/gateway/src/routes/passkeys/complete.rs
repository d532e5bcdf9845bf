//! `POST /auth/passkeys/complete`: the browser made a passkey.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::address::Peer;
use crate::answer::Done;
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::{Caller, Checked, Input};
use crate::field::{Check, Field, Invalid};
use crate::gateway::Gateway;

pub(in crate::routes) const ERRORS: &[Code] = &[
    Code::CodeExpired,
    Code::UserDisabled,
    Code::PasswordResetRequired,
    Code::InsufficientScope,
];

/// The passkey.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct CompletePasskeyBody {
    /// `RegistrationResponseJSON` (WebAuthn Level 3): the credential's `toJSON()`.
    #[serde(default)]
    #[schema(value_type = Object, required = true)]
    credential: Field<Map<String, Value>>,
}

#[derive(Debug)]
pub(crate) struct CompletePasskey {
    credential: Value,
}

impl TryFrom<CompletePasskeyBody> for CompletePasskey {
    type Error = Invalid;

    fn try_from(body: CompletePasskeyBody) -> Result<Self, Invalid> {
        let mut check = Check::default();
        let credential = check
            .required("credential", body.credential)
            .unwrap_or_default();
        check.finish(Self {
            credential: Value::Object(credential),
        })
    }
}

impl Input for CompletePasskey {
    type Body = CompletePasskeyBody;
}

/// Register a passkey
#[utoipa::path(
    post,
    path = "/auth/passkeys/complete",
    tag = "Passkeys",
    operation_id = "completePasskey",
    request_body = CompletePasskeyBody,
    responses((status = 200, description = "The passkey can be used", body = Done)),
    security(("bearer" = []), ("session" = []))
)]
pub(in crate::routes) async fn post(
    State(gateway): State<Gateway>,
    peer: Peer,
    caller: Caller,
    Checked(input): Checked<CompletePasskey>,
) -> Result<Json<Done>, ApiError> {
    gateway.buckets().guess(peer, caller.claims.sub())?;
    gateway
        .client()
        .complete_passkey(&caller.token, &input.credential)
        .await
        .map_err(ApiError::of_bearer)?;
    Ok(Json(Done::new("The passkey is registered.")))
}
