//! `POST /auth/resend-code`: another code for a sign-up.

use axum::Json;
use axum::extract::State;
use poolgate_client::Error as PoolError;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::address::Peer;
use crate::answer::{DeliveryAnswer, SentAnswer};
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::{Checked, Input};
use crate::field::{Check, Field, Invalid};
use crate::gateway::Gateway;

pub(super) const ERRORS: &[Code] = &[
    Code::AlreadyConfirmed,
    Code::NotPossible,
    Code::RefusedByTrigger,
    Code::UserNotFound,
    Code::DeliveryFailed,
];

const SENT: &str = "If this account waits to be confirmed, a new code is on its way.";

/// Whose code.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ResendBody {
    #[serde(default)]
    #[schema(value_type = String, required = true, max_length = 128, example = "user@example.com")]
    email: Field<String>,
}

#[derive(Debug)]
pub(crate) struct Resend {
    username: String,
}

impl TryFrom<ResendBody> for Resend {
    type Error = Invalid;

    fn try_from(body: ResendBody) -> Result<Self, Invalid> {
        let mut check = Check::default();
        let username = check.username("email", body.email);
        check.finish(Self { username })
    }
}

impl Input for Resend {
    type Body = ResendBody;
}

/// Send the confirmation code again
///
/// The older code ends. As a rule the answer does not tell whether the account exists or is confirmed.
#[utoipa::path(
    post,
    path = "/auth/resend-code",
    tag = "Sign-up",
    operation_id = "resendCode",
    request_body = ResendBody,
    responses((status = 200, description = "A code is on its way, if one is needed", body = SentAnswer))
)]
pub(super) async fn post(
    State(gateway): State<Gateway>,
    peer: Peer,
    Checked(input): Checked<Resend>,
) -> Result<Json<SentAnswer>, ApiError> {
    gateway.buckets().message(peer, &input.username)?;
    let delivery = match gateway
        .client()
        .resend_confirmation_code(&input.username)
        .await
    {
        Ok(delivery) => gateway.delivery(&input.username, delivery),
        Err(PoolError::AlreadyConfirmed | PoolError::ResendNotPossible { .. })
            if gateway.config().conceal_users =>
        {
            DeliveryAnswer::simulated(&input.username)
        }
        Err(error) if gateway.keeps_back(&error) => DeliveryAnswer::simulated(&input.username),
        Err(error) => return Err(error.into()),
    };
    Ok(Json(SentAnswer::new(SENT, delivery)))
}
