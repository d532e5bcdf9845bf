//! `GET /auth/mfa`: which second factors are on.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::code::Code;
use crate::error::ApiError;
use crate::extract::Caller;
use crate::factor::{Factors, Kind};
use crate::gateway::Gateway;

pub(in crate::routes) const ERRORS: &[Code] = &[
    Code::UserDisabled,
    Code::UserNotConfirmed,
    Code::PasswordResetRequired,
    Code::InsufficientScope,
];

/// The second factors of the user.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MfaAnswer {
    #[schema(example = true)]
    success: bool,
    /// Codes of an authenticator app.
    totp: bool,
    /// Codes by text message.
    sms: bool,
    /// Codes by email.
    email: bool,
    /// The one that is asked for first: `totp`, `sms` or `email`.
    #[schema(example = "totp")]
    preferred: Option<&'static str>,
}

impl From<Factors> for MfaAnswer {
    fn from(factors: Factors) -> Self {
        Self {
            success: true,
            totp: factors.is_on(Kind::Totp),
            sms: factors.is_on(Kind::Sms),
            email: factors.is_on(Kind::Email),
            preferred: factors.preferred.map(Kind::as_str),
        }
    }
}

/// Read the second factors
#[utoipa::path(
    get,
    path = "/auth/mfa",
    tag = "Second factor",
    operation_id = "mfa",
    responses((status = 200, description = "The factors that are on", body = MfaAnswer)),
    security(("bearer" = []), ("session" = []))
)]
pub(in crate::routes) async fn get(
    State(gateway): State<Gateway>,
    caller: Caller,
) -> Result<Json<MfaAnswer>, ApiError> {
    Ok(Json(Factors::of(&gateway, &caller).await?.into()))
}
