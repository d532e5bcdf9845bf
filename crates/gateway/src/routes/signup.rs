//! `POST /auth/signup`: a new account.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use poolgate_client::{Error as PoolError, NewUser, SignedUp};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::address::Peer;
use crate::answer::DeliveryAnswer;
use crate::attribute::is_never_allowed;
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::{Checked, Input};
use crate::field::{Check, Field, Invalid};
use crate::gateway::Gateway;

pub(super) const ERRORS: &[Code] = &[
    Code::InvalidPassword,
    Code::PasswordUsedBefore,
    Code::RefusedByTrigger,
    Code::SignUpNotAllowed,
    Code::UserExists,
    Code::DeliveryFailed,
];

const NOT_ALLOWED: &str = "This attribute cannot be set at sign-up.";

/// A new account.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SignUpBody {
    #[serde(default)]
    #[schema(value_type = String, required = true, format = Email, max_length = 128, example = "user@example.com")]
    email: Field<String>,
    #[serde(default)]
    #[schema(value_type = String, required = true, format = Password, max_length = 256)]
    password: Field<SecretString>,
    /// The attribute `given_name`.
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false)]
    first_name: Field<String>,
    /// The attribute `family_name`.
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false)]
    last_name: Field<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false)]
    name: Field<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false, example = "+15555550100")]
    phone_number: Field<String>,
    /// Further attributes by name; only those that the gateway's settings allow.
    #[serde(default)]
    #[schema(value_type = Option<BTreeMap<String, String>>, required = false)]
    attributes: Field<Map<String, Value>>,
}

/// A checked one. Whether the attributes are allowed depends on the settings.
#[derive(Debug)]
pub(crate) struct SignUp {
    user: NewUser,
    /// Where each attribute stands in the body.
    origin: BTreeMap<String, String>,
}

impl TryFrom<SignUpBody> for SignUp {
    type Error = Invalid;

    fn try_from(body: SignUpBody) -> Result<Self, Invalid> {
        let mut check = Check::default();
        let email = check.email("email", body.email);
        let password = check.password("password", body.password);
        let mut attributes = BTreeMap::new();
        let mut origin = BTreeMap::new();
        for (name, value) in check
            .optional("attributes", body.attributes)
            .unwrap_or_default()
        {
            let place = format!("attributes.{name}");
            if let Some(value) = check.value(&place, Field::of(value)) {
                attributes.insert(name.clone(), value);
                origin.insert(name, place);
            }
        }
        for (place, name, field) in [
            ("first_name", "given_name", body.first_name),
            ("last_name", "family_name", body.last_name),
            ("name", "name", body.name),
            ("phone_number", "phone_number", body.phone_number),
        ] {
            if let Some(value) = check.value(place, field) {
                attributes.insert(name.to_owned(), value);
                origin.insert(name.to_owned(), place.to_owned());
            }
        }
        check.finish(Self {
            user: NewUser {
                username: email,
                password,
                attributes,
            },
            origin,
        })
    }
}

impl Input for SignUp {
    type Body = SignUpBody;
}

impl SignUp {
    /// The user, if all attributes are on the list.
    fn allowed(self, allowed: &[String]) -> Result<NewUser, Invalid> {
        let mut check = Check::default();
        for (name, place) in self.origin {
            if is_never_allowed(&name) || !allowed.contains(&name) {
                check.problem(place, NOT_ALLOWED);
            }
        }
        let mut user = self.user;
        let email = user.username.clone();
        user.attributes.insert("email".to_owned(), email);
        check.finish(user)
    }
}

/// The account exists now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignUpAnswer {
    #[schema(example = true)]
    success: bool,
    message: &'static str,
    /// The `sub` of the new user; with strict privacy any.
    user_sub: String,
    /// Whether a code must be sent to `/auth/confirm` before the first sign-in.
    pub(super) confirmation_required: bool,
    delivery: Option<DeliveryAnswer>,
}

impl SignUpAnswer {
    /// Where the code went, masked.
    pub(super) fn destination(&self) -> Option<String> {
        self.delivery.as_ref()?.destination()
    }
}

/// Sign up
///
/// The pool sends a code to the address where it is set to; `/auth/confirm` takes it. With strict privacy an address
/// that has an account gets the same answer, and a mail that says so.
#[utoipa::path(
    post,
    path = "/auth/signup",
    tag = "Sign-up",
    operation_id = "signUp",
    request_body = SignUpBody,
    responses((status = 201, description = "The account was created", body = SignUpAnswer))
)]
pub(super) async fn post(
    State(gateway): State<Gateway>,
    peer: Peer,
    Checked(input): Checked<SignUp>,
) -> Result<(StatusCode, Json<SignUpAnswer>), ApiError> {
    let user = input.allowed(&gateway.config().allowed_attributes)?;
    gateway.check_new_password("password", &user.password)?;
    gateway.buckets().message(peer, &user.username)?;
    let signed_up = sign_up(&gateway, &user).await?;
    let confirmed = signed_up.as_ref().is_some_and(|user| user.confirmed);
    let (user_sub, delivery) = match signed_up {
        Some(signed_up) if !gateway.is_strict_about_privacy() => {
            (signed_up.user_sub, signed_up.delivery)
        }
        // The real one could look unlike those made up here.
        _ => (Uuid::new_v4().to_string(), None),
    };
    let message = if confirmed {
        "The account was created."
    } else {
        "The account was created. Confirm it with the code that was sent."
    };
    let answer = SignUpAnswer {
        success: true,
        message,
        user_sub,
        confirmation_required: !confirmed,
        delivery: gateway.delivery(&user.username, delivery),
    };
    Ok((StatusCode::CREATED, Json(answer)))
}

/// Asks the pool. With strict privacy an address that is taken is no error but nobody, and its owner is told.
pub(super) async fn sign_up(
    gateway: &Gateway,
    user: &NewUser,
) -> Result<Option<SignedUp>, PoolError> {
    let signed_up = match gateway.client().sign_up(user).await {
        Err(PoolError::UserExists) if gateway.is_strict_about_privacy() => None,
        answer => Some(answer?),
    };
    if gateway.is_strict_about_privacy() {
        let is_taken = signed_up.is_none();
        gateway
            .after_private_sign_up(&user.username, is_taken)
            .await;
    }
    Ok(signed_up)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn input(attributes: &Value) -> SignUp {
        let body = json!({
            "email": "user@example.com", "password": "Test123456",
            "first_name": "John", "last_name": "Doe", "attributes": attributes
        });
        let body: SignUpBody = serde_json::from_value(body).expect("fields take any value");
        SignUp::try_from(body).expect("valid")
    }

    #[test]
    fn names_become_attributes() {
        let allowed = ["given_name", "family_name"].map(str::to_owned);
        let user = input(&json!(null)).allowed(&allowed).expect("allowed");
        let attributes: Vec<_> = user.attributes.into_iter().collect();
        let expected = [
            ("email", "user@example.com"),
            ("family_name", "Doe"),
            ("given_name", "John"),
        ];
        assert_eq!(
            attributes,
            expected.map(|(n, v)| (n.to_owned(), v.to_owned()))
        );
    }

    #[test]
    fn r56_a_user_cannot_grant_itself_anything() {
        let config = crate::Config::new(
            poolgate_client::ClientConfig::new("r", "p", "c"),
            "http://issuer",
            crate::SecretKey::new([0; 32]),
        );
        for name in [
            "email_verified",
            "phone_number_verified",
            "sub",
            "email",
            "identities",
            "cognito:groups",
            "cognito:user_status",
            "custom:role",
            "dev:custom:role",
            "website2",
        ] {
            let refused = input(&json!({name: "true"})).allowed(&config.allowed_attributes);
            let error = ApiError::from(refused.expect_err(name));
            let fields: Vec<_> = error.facts().fields.keys().cloned().collect();
            assert_eq!(fields, [format!("attributes.{name}")]);
        }
    }

    #[test]
    fn r56_no_setting_opens_what_the_pool_decides() {
        let open = ["given_name", "family_name", "email_verified"].map(str::to_owned);
        assert!(
            input(&json!({"email_verified": "true"}))
                .allowed(&open)
                .is_err()
        );
        let custom = ["given_name", "family_name", "custom:role"].map(str::to_owned);
        assert!(
            input(&json!({"custom:role": "editor"}))
                .allowed(&custom)
                .is_ok()
        );
    }
}
