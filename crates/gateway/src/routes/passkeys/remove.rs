//! `DELETE /auth/passkeys/{id}`: a passkey counts no longer.

use axum::Json;
use axum::extract::{Path, State};

use crate::answer::Done;
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::Caller;
use crate::gateway::Gateway;

pub(in crate::routes) const ERRORS: &[Code] = &[
    Code::UserDisabled,
    Code::PasswordResetRequired,
    Code::InsufficientScope,
    Code::NotFound,
];

/// Remove a passkey
#[utoipa::path(
    delete,
    path = "/auth/passkeys/{id}",
    tag = "Passkeys",
    operation_id = "removePasskey",
    params(("id" = String, Path, description = "The `id` of the list")),
    responses((status = 200, description = "The passkey is removed", body = Done)),
    security(("bearer" = []), ("session" = []))
)]
pub(in crate::routes) async fn delete(
    State(gateway): State<Gateway>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Done>, ApiError> {
    gateway
        .client()
        .delete_passkey(&caller.token, &id)
        .await
        .map_err(ApiError::of_bearer)?;
    Ok(Json(Done::new("The passkey is removed.")))
}
