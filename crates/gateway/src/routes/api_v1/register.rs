//! `POST /api/v1/auth/register`: a new account, and its row in the directory.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use poolgate_client::{Error as PoolError, NewUser, SignedUp};
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
use crate::routes::signup::sign_up;
use crate::store::Profile;

pub(super) const ERRORS: &[Code] = crate::routes::signup::ERRORS;

/// A new account.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct RegisterBody {
    #[serde(default)]
    #[schema(value_type = String, required = true, format = Email, max_length = 128, example = "test@example.com")]
    email: Field<String>,
    #[serde(default)]
    #[schema(value_type = String, required = true, format = Password, max_length = 256)]
    password: Field<SecretString>,
    /// Also the attribute `given_name`.
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false)]
    first_name: Field<String>,
    /// Also the attribute `family_name`.
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false)]
    last_name: Field<String>,
    /// Must be `true`.
    #[serde(default)]
    #[schema(value_type = bool, required = true)]
    accept_terms: Field<bool>,
}

#[derive(Debug)]
pub(crate) struct Register {
    email: String,
    password: SecretString,
    first_name: Option<String>,
    last_name: Option<String>,
}

impl TryFrom<RegisterBody> for Register {
    type Error = Invalid;

    fn try_from(body: RegisterBody) -> Result<Self, Invalid> {
        let mut check = Check::default();
        let email = check.email("email", body.email);
        let password = check.password("password", body.password);
        let first_name = check.value("first_name", body.first_name);
        let last_name = check.value("last_name", body.last_name);
        if check.required("accept_terms", body.accept_terms) == Some(false) {
            check.problem("accept_terms", "The terms must be accepted.");
        }
        check.finish(Self {
            email,
            password,
            first_name,
            last_name,
        })
    }
}

impl Input for Register {
    type Body = RegisterBody;
}

impl Register {
    /// The user for the pool. Names go along where users may set them.
    fn user(&self, allowed: &[String]) -> NewUser {
        let names = [
            ("given_name", &self.first_name),
            ("family_name", &self.last_name),
        ];
        let mut attributes: BTreeMap<_, _> = names
            .into_iter()
            .filter(|(name, _)| allowed.iter().any(|allowed| allowed == name))
            .filter_map(|(name, value)| Some((name.to_owned(), value.clone()?)))
            .collect();
        attributes.insert("email".to_owned(), self.email.clone());
        NewUser {
            username: self.email.clone(),
            password: self.password.clone(),
            attributes,
        }
    }

    fn profile(self, pool_id: &str, signed_up: &SignedUp) -> Profile {
        Profile {
            pool_id: pool_id.to_owned(),
            sub: signed_up.user_sub.clone(),
            username: signed_up.user_sub.clone(),
            email: Some(self.email),
            first_name: self.first_name,
            last_name: self.last_name,
            accept_terms: Some(true),
            verified: signed_up.confirmed,
        }
    }
}

/// Register
///
/// The pool sends a code to the address; `/api/v1/auth/verify-otp` takes it. Where the gateway keeps data of
/// its own, the user is in the directory afterwards.
#[utoipa::path(
    post,
    path = "/api/v1/auth/register",
    tag = "Version 1",
    operation_id = "v1Register",
    request_body = RegisterBody,
    responses((status = 200, description = "The account was created, and a code is on its way", body = Done))
)]
pub(super) async fn post(
    State(gateway): State<Gateway>,
    peer: Peer,
    Checked(input): Checked<Register>,
) -> Result<Json<Done>, ApiError> {
    gateway.check_new_password("password", &input.password)?;
    gateway.buckets().message(peer, &input.email)?;
    // A task of its own: who hangs up still gets both, the account and its row.
    let confirmed = tokio::spawn(register(gateway, input))
        .await
        .map_err(|error| ApiError::new(Code::Internal).cause(error))??;
    Ok(Json(Done::new(if confirmed {
        "Signup complete"
    } else {
        "OTP sent"
    })))
}

/// The account first, since the pool decides whether there will be one.
async fn register(gateway: Gateway, input: Register) -> Result<bool, ApiError> {
    if let Some(data) = &gateway.config().data {
        // Better no account than one whose row cannot be written.
        data.store.ping().await?;
    }
    let user = input.user(&gateway.config().allowed_attributes);
    let Some(signed_up) = sign_up(&gateway, &user).await.map_err(exists_as_400)? else {
        return Ok(false);
    };
    if let Some(data) = &gateway.config().data {
        let profile = input.profile(gateway.pool_id(), &signed_up);
        if let Err(error) = data.store.put_profile(profile, data.clock.now()).await {
            // The account is there, and its code on the way.
            tracing::error!(
                error = &error as &dyn std::error::Error,
                sub = signed_up.user_sub,
                "an account has no row in the directory; `poolgate directory reconcile` makes one"
            );
        }
    }
    Ok(signed_up.confirmed)
}

/// The back ends that speak this way expect 400.
pub(super) fn exists_as_400(error: PoolError) -> ApiError {
    let error = ApiError::from(error);
    if error.code() == Code::UserExists {
        error.status(StatusCode::BAD_REQUEST)
    } else {
        error
    }
}
