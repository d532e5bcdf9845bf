//! `DELETE /auth/mfa/totp`: the authenticator app is asked for no longer.

use axum::Json;
use axum::extract::State;
use poolgate_client::{Factor, MfaPreference};

use crate::answer::Done;
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::Caller;
use crate::gateway::Gateway;

pub(in crate::routes) const ERRORS: &[Code] = super::show::ERRORS;

/// Turn the authenticator app off
///
/// Cognito keeps the secret of the app until another one is set up, but asks for no code of it.
#[utoipa::path(
    delete,
    path = "/auth/mfa/totp",
    tag = "Second factor",
    operation_id = "removeTotp",
    responses((status = 200, description = "The authenticator app is off", body = Done)),
    security(("bearer" = []), ("session" = []))
)]
pub(in crate::routes) async fn delete(
    State(gateway): State<Gateway>,
    caller: Caller,
) -> Result<Json<Done>, ApiError> {
    let off = MfaPreference {
        software_token: Some(Factor::default()),
        ..MfaPreference::default()
    };
    let result = gateway
        .client()
        .set_user_mfa_preference(&caller.token, &off)
        .await;
    gateway.users().forget(caller.claims.sub());
    result.map_err(ApiError::of_bearer)?;
    Ok(Json(Done::new("The authenticator app is off.")))
}
