//! `POST` and `PATCH /profile`: a user changes its attributes, those that the settings allow.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use poolgate_client::Delivery;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::address::Peer;
use crate::answer::DeliveryAnswer;
use crate::attribute::{is_never_allowed, new_value};
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
    Code::UserExists,
    Code::DeliveryFailed,
];

const NOT_ALLOWED: &str = "This attribute cannot be changed here.";

/// Attributes by name, in `attributes` or beside it. An empty text removes one.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(example = json!({"attributes": {"name": "John Doe", "phone_number": "+15555550100"}}))]
pub(crate) struct ProfileBody {
    #[serde(default)]
    #[schema(value_type = Option<BTreeMap<String, String>>, required = false)]
    attributes: Field<Map<String, Value>>,
    #[serde(flatten)]
    #[schema(value_type = BTreeMap<String, String>)]
    members: BTreeMap<String, Field<String>>,
}

/// What is to change. Whether it may depends on the settings.
#[derive(Debug)]
pub(crate) struct UpdateProfile(BTreeMap<String, Member>);

/// A value, and where it stands in the body.
#[derive(Debug)]
struct Member {
    place: String,
    value: Field<String>,
}

impl TryFrom<ProfileBody> for UpdateProfile {
    type Error = Invalid;

    fn try_from(body: ProfileBody) -> Result<Self, Invalid> {
        let mut check = Check::default();
        let inside = check.optional("attributes", body.attributes);
        let mut members: BTreeMap<_, _> = inside
            .unwrap_or_default()
            .into_iter()
            .map(|(name, value)| {
                let place = format!("attributes.{name}");
                let value = Field::of(value);
                (name, Member { place, value })
            })
            .collect();
        for (name, value) in body.members {
            let place = name.clone();
            if let Some(twice) = members.insert(name, Member { place, value }) {
                check.problem(twice.place, "This attribute stands in the body twice.");
            }
        }
        check.finish(Self(members))
    }
}

impl Input for UpdateProfile {
    type Body = ProfileBody;
}

/// What changes, and the names of what does not.
#[derive(Debug)]
struct Allowed {
    attributes: BTreeMap<String, String>,
    ignored: Vec<String>,
}

impl UpdateProfile {
    /// What of it the settings allow, if that is anything.
    fn allowed(self, allowed: &[String]) -> Result<Allowed, Invalid> {
        let mut check = Check::default();
        let mut attributes = BTreeMap::new();
        let mut ignored = BTreeMap::new();
        let mut nothing = true;
        for (name, Member { place, value }) in self.0 {
            if is_never_allowed(&name) || !allowed.contains(&name) {
                ignored.insert(name, place);
                continue;
            }
            nothing &= matches!(value, Field::Missing);
            if let Some(value) = new_value(&mut check, &name, &place, value) {
                attributes.insert(name, value);
            }
        }
        if nothing {
            for place in ignored.values() {
                check.problem(place, NOT_ALLOWED);
            }
            if ignored.is_empty() {
                check.problem("attributes", "Name at least one attribute.");
            }
        }
        let ignored = ignored.into_keys().collect();
        check.finish(Allowed {
            attributes,
            ignored,
        })
    }
}

/// What changed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UpdateProfileAnswer {
    #[schema(example = true)]
    success: bool,
    message: &'static str,
    /// The attributes that changed.
    #[schema(example = json!(["name"]))]
    updated: Vec<String>,
    /// The attributes that users cannot change here: they were left alone.
    #[schema(example = json!(["custom:role"]))]
    ignored: Vec<String>,
    /// Where a code went because an address changed; `/auth/attributes/verify` takes it.
    delivery: Option<DeliveryAnswer>,
    /// All codes, where several addresses changed.
    deliveries: Vec<DeliveryAnswer>,
}

impl UpdateProfileAnswer {
    /// The attribute whose new address a code went to, and the address, masked.
    pub(super) fn sent_to(&self) -> Option<(String, String)> {
        let delivery = self.delivery.as_ref()?;
        let destination = delivery.destination().unwrap_or_default();
        Some((delivery.attribute()?, destination))
    }
}

/// Change the profile
///
/// Only attributes that the gateway's settings allow; others are left alone and named in `ignored`, and
/// where none is left the request is refused. An empty text removes an attribute.
#[utoipa::path(
    post,
    path = "/profile",
    tag = "Account",
    operation_id = "updateProfile",
    request_body = ProfileBody,
    responses((status = 200, description = "The attributes are changed", body = UpdateProfileAnswer)),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn post(
    State(gateway): State<Gateway>,
    peer: Peer,
    caller: Caller,
    Checked(input): Checked<UpdateProfile>,
) -> Result<Json<UpdateProfileAnswer>, ApiError> {
    let Allowed {
        attributes,
        ignored,
    } = input.allowed(&gateway.config().profile_attributes)?;
    let sub = caller.claims.sub();
    if ["email", "phone_number"]
        .iter()
        .any(|address| attributes.contains_key(*address))
    {
        gateway.buckets().message(peer, sub)?;
    }
    let result = gateway
        .client()
        .update_user_attributes(&caller.token, &attributes)
        .await;
    // After a failure too: a call that got no answer may have done its work.
    gateway.users().forget(sub);
    let deliveries = result.map_err(ApiError::of_bearer)?;
    let message = if deliveries.is_empty() {
        "The profile is changed."
    } else {
        "The profile is changed. Verify the new address with the code that was sent."
    };
    let answers = |sent: &[Delivery]| sent.iter().cloned().map(DeliveryAnswer::from).collect();
    Ok(Json(UpdateProfileAnswer {
        success: true,
        message,
        updated: attributes.into_keys().collect(),
        ignored,
        delivery: deliveries.first().cloned().map(DeliveryAnswer::from),
        deliveries: answers(&deliveries),
    }))
}

/// Change the profile, by the other method
#[utoipa::path(
    patch,
    path = "/profile",
    tag = "Account",
    operation_id = "patchProfile",
    request_body = ProfileBody,
    responses((status = 200, description = "The attributes are changed", body = UpdateProfileAnswer)),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn patch(
    gateway: State<Gateway>,
    peer: Peer,
    caller: Caller,
    input: Checked<UpdateProfile>,
) -> Result<Json<UpdateProfileAnswer>, ApiError> {
    post(gateway, peer, caller, input).await
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(body: Value, allowed: &[&str]) -> Result<Allowed, Vec<String>> {
        let body: ProfileBody = serde_json::from_value(body).expect("fields take any value");
        let allowed: Vec<_> = allowed.iter().map(|&name| name.to_owned()).collect();
        UpdateProfile::try_from(body)
            .and_then(|input| input.allowed(&allowed))
            .map_err(|invalid| {
                let error = ApiError::from(invalid);
                error.facts().fields.keys().cloned().collect()
            })
    }

    #[test]
    fn attributes_stand_inside_or_beside() {
        let body = json!({"attributes": {"name": "Jo"}, "address": "Town", "x": 1});
        let found = read(body, &["name", "address"]).expect("valid");
        assert_eq!(found.attributes["name"], "Jo");
        assert_eq!(found.attributes["address"], "Town");
        assert_eq!(found.ignored, ["x"]);
        let twice = json!({"attributes": {"name": "Jo"}, "name": "Jim"});
        let problems = read(twice, &["name"]).expect_err("which one?");
        assert_eq!(problems, ["attributes.name"]);
    }

    #[test]
    fn r56_no_setting_opens_what_the_pool_decides() {
        let never = ["email_verified", "sub", "cognito:groups", "identities"];
        for name in never {
            let found = read(json!({name: "true", "name": "Jo"}), &[name, "name"]).expect("valid");
            assert_eq!(found.ignored, [name]);
        }
    }

    #[test]
    fn r58_a_body_cannot_be_printed() {
        let body = json!({"attributes": {"name": "MARK"}, "address": "MARK"});
        let body: ProfileBody = serde_json::from_value(body).expect("fields take any value");
        assert!(!format!("{body:?}").contains("MARK"));
        let input = UpdateProfile::try_from(body).expect("valid");
        assert!(!format!("{input:?}").contains("MARK"));
    }
}
