//! `DELETE /auth/sessions/{id}`: the user is signed out there.

use axum::Json;
use axum::extract::{Path, State};

use crate::answer::Done;
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::Caller;
use crate::gateway::Gateway;
use crate::session;

pub(in crate::routes) const ERRORS: &[Code] = &[
    Code::UserDisabled,
    Code::UserNotConfirmed,
    Code::PasswordResetRequired,
    Code::InsufficientScope,
    Code::NotFound,
];

/// End a session
#[utoipa::path(
    delete,
    path = "/auth/sessions/{id}",
    tag = "Account",
    operation_id = "endSession",
    params(("id" = String, Path, description = "The `id` of the list")),
    responses((status = 200, description = "The session is ended", body = Done)),
    security(("bearer" = []), ("session" = []))
)]
pub(in crate::routes) async fn delete(
    State(gateway): State<Gateway>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Done>, ApiError> {
    session::store_answers(&gateway).await?;
    let result = gateway.client().revoke_session(&caller.token, &id).await;
    // Its tokens count no longer, whichever of them asks next.
    gateway.users().forget(caller.claims.sub());
    result.map_err(ApiError::of_bearer)?;
    session::end_family(&gateway, caller.claims.sub(), &id).await?;
    Ok(Json(Done::new("The session is ended.")))
}
