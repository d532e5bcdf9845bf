//! `PUT /auth/mfa`: second factors are turned on and off.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use super::show::MfaAnswer;
use crate::code::Code;
use crate::error::ApiError;
use crate::extract::{Caller, Checked, Input};
use crate::factor::{Factors, Kind, Preferred, Wish};
use crate::field::{Check, Field, Invalid};
use crate::gateway::Gateway;

pub(in crate::routes) const ERRORS: &[Code] = super::show::ERRORS;

/// What should be on. What is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct MfaBody {
    /// Codes of an authenticator app, which must be set up before.
    #[serde(default)]
    #[schema(value_type = Option<bool>, required = false)]
    totp: Field<bool>,
    /// Codes by text message, to the verified phone number.
    #[serde(default)]
    #[schema(value_type = Option<bool>, required = false)]
    sms: Field<bool>,
    /// Codes by email, to the verified address.
    #[serde(default)]
    #[schema(value_type = Option<bool>, required = false)]
    email: Field<bool>,
    /// The one to be asked for first: `totp`, `sms`, `email` or `none`. It is turned on by that.
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false, example = "totp")]
    preferred: Field<String>,
}

impl TryFrom<MfaBody> for Wish {
    type Error = Invalid;

    fn try_from(body: MfaBody) -> Result<Self, Invalid> {
        let mut check = Check::default();
        let on = [
            check.optional("totp", body.totp),
            check.optional("sms", body.sms),
            check.optional("email", body.email),
        ];
        let preferred = check.optional("preferred", body.preferred);
        let preferred = preferred.and_then(|name| match name.as_str() {
            "none" => Some(Preferred::Nothing),
            name => {
                let kind = Kind::named(name);
                if kind.is_none() {
                    check.problem("preferred", "Use totp, sms, email or none.");
                }
                kind.map(Preferred::This)
            }
        });
        if on.iter().all(Option::is_none) && preferred.is_none() {
            check.problem(
                "totp",
                "Name at least one of totp, sms, email and preferred.",
            );
        }
        if let Some(Preferred::This(kind)) = preferred
            && on[kind.place()] == Some(false)
        {
            check.problem(
                "preferred",
                "This factor is turned off by the same request.",
            );
        }
        check.finish(Self { on, preferred })
    }
}

impl Input for Wish {
    type Body = MfaBody;
}

/// Change the second factors
#[utoipa::path(
    put,
    path = "/auth/mfa",
    tag = "Second factor",
    operation_id = "updateMfa",
    request_body = MfaBody,
    responses((status = 200, description = "The factors that are on now", body = MfaAnswer)),
    security(("bearer" = []), ("session" = []))
)]
pub(in crate::routes) async fn put(
    State(gateway): State<Gateway>,
    caller: Caller,
    Checked(wish): Checked<Wish>,
) -> Result<Json<MfaAnswer>, ApiError> {
    let before = Factors::of(&gateway, &caller).await?;
    let after = before.with(wish);
    if let Some(change) = before.change_to(after) {
        let result = gateway
            .client()
            .set_user_mfa_preference(&caller.token, &change)
            .await;
        gateway.users().forget(caller.claims.sub());
        result.map_err(ApiError::of_bearer)?;
    }
    Ok(Json(after.into()))
}
