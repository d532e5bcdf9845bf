//! `POST /auth/attributes/verify`: the code came back, so the address is the user's.

use axum::Json;
use axum::extract::State;
use secrecy::SecretString;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::address::Peer;
use crate::answer::Done;
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::{Caller, Checked, Input};
use crate::field::{Check, Field, Invalid};
use crate::gateway::Gateway;
use crate::routes::start_verification::address;

pub(super) const ERRORS: &[Code] = &[
    Code::InvalidCode,
    Code::CodeExpired,
    Code::UserDisabled,
    Code::UserNotConfirmed,
    Code::PasswordResetRequired,
    Code::InsufficientScope,
    Code::UserExists,
];

/// The address, and the code that was sent there.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct VerifyAttributeBody {
    /// `email` or `phone_number`.
    #[serde(default)]
    #[schema(value_type = String, required = true, example = "email")]
    attribute: Field<String>,
    #[serde(default)]
    #[schema(value_type = String, required = true, example = "123456")]
    code: Field<SecretString>,
}

#[derive(Debug)]
pub(crate) struct VerifyAttribute {
    attribute: String,
    code: SecretString,
}

impl TryFrom<VerifyAttributeBody> for VerifyAttribute {
    type Error = Invalid;

    fn try_from(body: VerifyAttributeBody) -> Result<Self, Invalid> {
        let mut check = Check::default();
        let attribute = address(&mut check, "attribute", body.attribute);
        let code = check.code("code", body.code);
        check.finish(Self { attribute, code })
    }
}

impl Input for VerifyAttribute {
    type Body = VerifyAttributeBody;
}

/// Verify an address
#[utoipa::path(
    post,
    path = "/auth/attributes/verify",
    tag = "Account",
    operation_id = "verifyAttribute",
    request_body = VerifyAttributeBody,
    responses((status = 200, description = "The address is verified", body = Done)),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn post(
    State(gateway): State<Gateway>,
    peer: Peer,
    caller: Caller,
    Checked(input): Checked<VerifyAttribute>,
) -> Result<Json<Done>, ApiError> {
    let sub = caller.claims.sub();
    gateway.buckets().guess(peer, sub)?;
    let result = gateway
        .client()
        .verify_user_attribute(&caller.token, &input.attribute, &input.code)
        .await;
    // After a failure too: a call that got no answer may have done its work.
    gateway.users().forget(sub);
    result.map_err(ApiError::of_bearer)?;
    Ok(Json(Done::new("The address is verified.")))
}
