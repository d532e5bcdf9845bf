//! `POST /auth/forgot-password`: a code with which a new password can be set.

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
    Code::NotPossible,
    Code::RefusedByTrigger,
    Code::UserDisabled,
    Code::UserNotFound,
    Code::DeliveryFailed,
];

const SENT: &str = "If there is such an account, a code to reset the password is on its way.";

/// Whose password.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ForgotPasswordBody {
    #[serde(default)]
    #[schema(value_type = String, required = true, max_length = 128, example = "user@example.com")]
    email: Field<String>,
}

#[derive(Debug)]
pub(crate) struct ForgotPassword {
    username: String,
}

impl TryFrom<ForgotPasswordBody> for ForgotPassword {
    type Error = Invalid;

    fn try_from(body: ForgotPasswordBody) -> Result<Self, Invalid> {
        let mut check = Check::default();
        let username = check.username("email", body.email);
        check.finish(Self { username })
    }
}

impl Input for ForgotPassword {
    type Body = ForgotPasswordBody;
}

/// Ask for a code to reset the password
///
/// The answer is the same for accounts that do not exist, unless the pool is set to disclose it.
#[utoipa::path(
    post,
    path = "/auth/forgot-password",
    tag = "Password",
    operation_id = "forgotPassword",
    request_body = ForgotPasswordBody,
    responses((status = 200, description = "A code is on its way, if there is such an account", body = SentAnswer))
)]
pub(super) async fn post(
    State(gateway): State<Gateway>,
    peer: Peer,
    Checked(input): Checked<ForgotPassword>,
) -> Result<Json<SentAnswer>, ApiError> {
    gateway.buckets().message(peer, &input.username)?;
    let delivery = match gateway.client().forgot_password(&input.username).await {
        Ok(delivery) => gateway.delivery(&input.username, delivery),
        // Only an account that exists can be in such a state.
        Err(PoolError::ResetNotPossible { .. } | PoolError::UserDisabled)
            if gateway.config().conceal_users =>
        {
            DeliveryAnswer::simulated(&input.username)
        }
        // With strict privacy a pool that discloses more does not get through; nor do limits and failures that
        // only an account can meet.
        Err(error) if gateway.keeps_back(&error) => DeliveryAnswer::simulated(&input.username),
        Err(error) => return Err(error.into()),
    };
    Ok(Json(SentAnswer::new(SENT, delivery)))
}
