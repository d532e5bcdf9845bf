//! `POST /auth/confirm` and `/auth/confirm-signup`: the code of a sign-up.

use axum::Json;
use axum::extract::State;
use poolgate_client::Error as PoolError;
use secrecy::SecretString;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::address::Peer;
use crate::answer::Done;
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::{Checked, Input};
use crate::field::{Check, Field, Invalid};
use crate::gateway::Gateway;

pub(super) const ERRORS: &[Code] = &[
    Code::InvalidCode,
    Code::CodeExpired,
    Code::AlreadyConfirmed,
    Code::RefusedByTrigger,
    Code::UserExists,
];

/// The code that the user received, under either name.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ConfirmBody {
    #[serde(default)]
    #[schema(value_type = String, required = true, max_length = 128, example = "user@example.com")]
    email: Field<String>,
    /// This, or `confirmation_code`.
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false, example = "123456")]
    code: Field<SecretString>,
    /// This, or `code`.
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false)]
    confirmation_code: Field<SecretString>,
}

#[derive(Debug)]
pub(crate) struct Confirm {
    username: String,
    code: SecretString,
}

impl TryFrom<ConfirmBody> for Confirm {
    type Error = Invalid;

    fn try_from(body: ConfirmBody) -> Result<Self, Invalid> {
        let mut check = Check::default();
        let username = check.username("email", body.email);
        let code = match (body.code, body.confirmation_code) {
            (Field::Missing, code @ (Field::Value(_) | Field::Wrong(_))) => {
                check.code("confirmation_code", code)
            }
            (code, _) => check.code("code", code),
        };
        check.finish(Self { username, code })
    }
}

impl Input for Confirm {
    type Body = ConfirmBody;
}

/// Confirm a sign-up
#[utoipa::path(
    post,
    path = "/auth/confirm",
    tag = "Sign-up",
    operation_id = "confirm",
    request_body = ConfirmBody,
    responses((status = 200, description = "The account is confirmed", body = Done))
)]
pub(super) async fn post(
    State(gateway): State<Gateway>,
    peer: Peer,
    Checked(input): Checked<Confirm>,
) -> Result<Json<Done>, ApiError> {
    gateway.buckets().guess(peer, &input.username)?;
    gateway
        .client()
        .confirm_sign_up(&input.username, &input.code)
        .await
        .map_err(|error| refused(&gateway, error))?;
    Ok(Json(Done::new(
        "The account is confirmed. You can sign in now.",
    )))
}

/// A code that the pool does not take.
pub(super) fn refused(gateway: &Gateway, error: PoolError) -> ApiError {
    match error {
        // Only "forgot password" may tell that somebody has no account.
        PoolError::UserNotFound => ApiError::new(Code::InvalidCode),
        // A sign-up with an address that is taken sent no code; whoever made it must not learn why.
        PoolError::AlreadyConfirmed | PoolError::CodeExpired | PoolError::AliasExists
            if gateway.is_strict_about_privacy() =>
        {
            ApiError::new(Code::InvalidCode)
        }
        error => error.into(),
    }
}

/// Confirm a sign-up, by its other name
#[utoipa::path(
    post,
    path = "/auth/confirm-signup",
    tag = "Sign-up",
    operation_id = "confirmSignUp",
    request_body = ConfirmBody,
    responses((status = 200, description = "The account is confirmed", body = Done))
)]
pub(super) async fn post_confirm_signup(
    gateway: State<Gateway>,
    peer: Peer,
    input: Checked<Confirm>,
) -> Result<Json<Done>, ApiError> {
    post(gateway, peer, input).await
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;
    use serde_json::{Value, json};

    use super::*;

    fn code(body: Value) -> Result<String, Vec<String>> {
        let body: ConfirmBody = serde_json::from_value(body).expect("fields take any value");
        Confirm::try_from(body)
            .map(|input| input.code.expose_secret().to_owned())
            .map_err(|invalid| {
                ApiError::from(invalid)
                    .facts()
                    .fields
                    .keys()
                    .cloned()
                    .collect()
            })
    }

    #[test]
    fn the_code_comes_under_either_name() {
        assert_eq!(code(json!({"email": "a", "code": "1"})), Ok("1".to_owned()));
        assert_eq!(
            code(json!({"email": "a", "confirmation_code": "2"})),
            Ok("2".to_owned())
        );
        assert_eq!(
            code(json!({"email": "a", "code": "1", "confirmation_code": "2"})),
            Ok("1".to_owned())
        );
        assert_eq!(
            code(json!({"email": "a", "confirmation_code": 2})),
            Err(vec!["confirmation_code".to_owned()])
        );
        assert_eq!(code(json!({"email": "a"})), Err(vec!["code".to_owned()]));
    }
}
