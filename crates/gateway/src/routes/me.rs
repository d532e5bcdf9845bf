//! `GET /auth/me` and `GET /me`: who the bearer of the token is.

use axum::Json;
use axum::extract::State;
use poolgate_client::{Error as PoolError, User};
use poolgate_verify::Claims;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::answer::is_true;
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::Caller;
use crate::gateway::Gateway;

pub(super) const ERRORS: &[Code] = &[Code::UserDisabled];

/// The user.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MeAnswer {
    #[schema(example = true)]
    success: bool,
    /// The claims of the access token and the attributes of the user.
    #[schema(value_type = Object, example = json!({
        "sub": "12345678-1234-4123-8123-123456789012", "username": "user@example.com",
        "email": "user@example.com", "email_verified": true, "token_use": "access"
    }))]
    user: Map<String, Value>,
}

/// Who am I
///
/// The claims of the token, with the user's attributes from the pool. While the pool cannot be asked, the
/// claims alone. A token that was signed out is refused.
#[utoipa::path(
    get,
    path = "/auth/me",
    tag = "Account",
    operation_id = "authMe",
    responses((status = 200, description = "The user", body = MeAnswer)),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn get_auth_me(
    State(gateway): State<Gateway>,
    caller: Caller,
) -> Result<Json<MeAnswer>, ApiError> {
    let user = match gateway.users().get(gateway.client(), &caller).await {
        Ok(user) => Some(user),
        Err(error) => match &*error {
            // With its own words or others, the pool says no to this token.
            PoolError::AccessTokenRefused { .. }
            | PoolError::NotAuthorized { .. }
            | PoolError::UserNotFound => {
                return Err(ApiError::new(Code::InvalidToken).cause(error.to_string()));
            }
            PoolError::UserDisabled => return Err(Code::UserDisabled.into()),
            error => {
                tracing::warn!(
                    error = error as &dyn std::error::Error,
                    "the pool does not say who the user is: answering the claims alone"
                );
                None
            }
        },
    };
    Ok(Json(MeAnswer {
        success: true,
        user: describe(&caller.claims, user.as_deref()),
    }))
}

/// The claims of the token
///
/// As they are, without a call to the pool.
#[utoipa::path(
    get,
    path = "/me",
    tag = "Account",
    operation_id = "me",
    responses((status = 200, description = "The claims", body = Object)),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn get_me(caller: Caller) -> Json<Map<String, Value>> {
    Json(caller.claims.as_map().clone())
}

/// The attributes as JSON: texts, and truths.
pub(super) fn attributes(user: &User) -> Map<String, Value> {
    let value = |name: &str, text: &str| match (name, Value::from(text)) {
        ("email_verified" | "phone_number_verified", text) => Value::Bool(is_true(&text)),
        (_, text) => text,
    };
    user.attributes
        .iter()
        .map(|(name, text)| (name.clone(), value(name, text)))
        .collect()
}

/// What a person calls the account: the email address, or the user name where there is none.
pub(super) fn display_name(user: &User) -> &str {
    user.attributes.get("email").unwrap_or(&user.username)
}

/// Attributes first, claims over them. In a pool whose user names are the `sub`, `username` is the email
/// address, since that is what the user signs in with.
fn describe(claims: &Claims, user: Option<&User>) -> Map<String, Value> {
    let mut described = Map::new();
    for name in ["sub", "username", "email", "email_verified"] {
        // Their place in the answer; each is filled in below where it is known.
        described.insert(name.to_owned(), Value::Null);
    }
    described.extend(user.map(attributes).unwrap_or_default());
    for (name, value) in claims.as_map() {
        described.insert(name.clone(), value.clone());
    }
    let groups: Vec<_> = claims.groups().map(Value::from).collect();
    described.insert("groups".to_owned(), Value::Array(groups));
    let username = claims.username().unwrap_or_default();
    if username == claims.sub()
        && let Some(email @ Value::String(_)) = described.get("email").cloned()
    {
        described.insert("username".to_owned(), email);
    }
    described.retain(|_, value| !value.is_null());
    described
}
