//! `GET /profile`: the user's attributes.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::code::Code;
use crate::error::ApiError;
use crate::extract::Caller;
use crate::gateway::Gateway;
use crate::routes::me;

pub(super) const ERRORS: &[Code] = &[
    Code::UserDisabled,
    Code::UserNotConfirmed,
    Code::PasswordResetRequired,
    Code::InsufficientScope,
];

/// The user's attributes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProfileAnswer {
    #[schema(example = true)]
    success: bool,
    /// By name, as the pool has them.
    #[schema(value_type = Object, example = json!({
        "sub": "12345678-1234-4123-8123-123456789012", "email": "user@example.com",
        "email_verified": true, "name": "John Doe"
    }))]
    attributes: Map<String, Value>,
}

/// Read the profile
///
/// The attributes as the pool has them now: nothing is remembered here.
#[utoipa::path(
    get,
    path = "/profile",
    tag = "Account",
    operation_id = "profile",
    responses((status = 200, description = "The attributes", body = ProfileAnswer)),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn get(
    State(gateway): State<Gateway>,
    caller: Caller,
) -> Result<Json<ProfileAnswer>, ApiError> {
    let user = gateway
        .client()
        .get_user(&caller.token)
        .await
        .map_err(ApiError::of_bearer)?;
    Ok(Json(ProfileAnswer {
        success: true,
        attributes: me::attributes(&user),
    }))
}
