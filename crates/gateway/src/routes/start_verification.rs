//! `POST /auth/attributes/verify/start`: a code to verify an address of the signed-in user.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::address::Peer;
use crate::answer::{DeliveryAnswer, SentAnswer};
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::{Caller, Checked, Input};
use crate::field::{Check, Field, Invalid};
use crate::gateway::Gateway;

pub(super) const ERRORS: &[Code] = &[
    Code::UserDisabled,
    Code::UserNotConfirmed,
    Code::PasswordResetRequired,
    Code::InsufficientScope,
    Code::RefusedByTrigger,
    Code::DeliveryFailed,
];

/// Which address.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct StartVerificationBody {
    /// `email` or `phone_number`.
    #[serde(default)]
    #[schema(value_type = String, required = true, example = "email")]
    attribute: Field<String>,
}

#[derive(Debug)]
pub(crate) struct StartVerification {
    attribute: String,
}

impl TryFrom<StartVerificationBody> for StartVerification {
    type Error = Invalid;

    fn try_from(body: StartVerificationBody) -> Result<Self, Invalid> {
        let mut check = Check::default();
        let attribute = address(&mut check, "attribute", body.attribute);
        check.finish(Self { attribute })
    }
}

impl Input for StartVerification {
    type Body = StartVerificationBody;
}

/// The name of an attribute that can be verified.
pub(super) fn address(check: &mut Check, name: &str, field: Field<String>) -> String {
    let attribute = check.required(name, field).unwrap_or_default();
    if !matches!(attribute.as_str(), "email" | "phone_number") {
        check.problem(
            name,
            "Only email and phone_number can be verified: name one of them.",
        );
    }
    attribute
}

/// Send a code to verify an address
///
/// To a new address that waits for its code, else to the address as it is.
#[utoipa::path(
    post,
    path = "/auth/attributes/verify/start",
    tag = "Account",
    operation_id = "startVerification",
    request_body = StartVerificationBody,
    responses((status = 200, description = "A code is on its way", body = SentAnswer)),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn post(
    State(gateway): State<Gateway>,
    peer: Peer,
    caller: Caller,
    Checked(input): Checked<StartVerification>,
) -> Result<Json<SentAnswer>, ApiError> {
    gateway.buckets().message(peer, caller.claims.sub())?;
    let delivery = gateway
        .client()
        .get_user_attribute_verification_code(&caller.token, &input.attribute)
        .await
        .map_err(ApiError::of_bearer)?;
    Ok(Json(SentAnswer::new(
        "A code is on its way.",
        delivery.map(DeliveryAnswer::from),
    )))
}
