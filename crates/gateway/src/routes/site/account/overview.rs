//! `/account`: the profile and the addresses, and the way to all else; the attributes for programs.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use poolgate_client::User;
use poolgate_ui::{Value, context};
use serde::Deserialize;
use serde_json::{Map, json};

use crate::address::Peer;
use crate::answer::is_true;
use crate::error::ApiError;
use crate::extract::Checked;
use crate::gateway::Gateway;
use crate::pages::{Form, Member, Notice, Sent, Shown, Step, Visit, field, read, typed};
use crate::routes::profile::{self, ProfileAnswer};
use crate::routes::update_profile::{self, ProfileBody, UpdateProfile, UpdateProfileAnswer};

/// The account
///
/// The page of the signed-in user; for programs the attributes, as `/profile` has them.
#[utoipa::path(
    get,
    path = "/account",
    tag = "Site",
    operation_id = "account",
    responses(
        (status = 200, description = "The attributes, or the page", body = ProfileAnswer),
        (status = 303, description = "A browser in which nobody is signed in: to `/login`")
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(in crate::routes::site) async fn get(
    state: State<Gateway>,
    member: Member,
) -> Result<Response, ApiError> {
    if member.visit.is_of_a_browser() {
        let shown = member.visit.said();
        return show(&member, shown).await;
    }
    let profile = profile::get(state, member.caller).await?;
    Ok(profile.into_response())
}

/// Change the profile
///
/// As `/profile`; the form of the page leads back to it.
#[utoipa::path(
    post,
    path = "/account",
    tag = "Site",
    operation_id = "updateAccount",
    request_body(content(
        (ProfileBody = "application/json"),
        (ProfileBody = "application/x-www-form-urlencoded")
    )),
    responses(
        (status = 200, description = "The attributes are changed", body = UpdateProfileAnswer),
        (status = 303, description = "On from the page")
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(in crate::routes::site) async fn post(
    state: State<Gateway>,
    peer: Peer,
    member: Member,
    sent: Sent<UpdateProfile>,
) -> Result<Response, ApiError> {
    match sent {
        Sent::ByPage(form) => by_page(&member, &form).await,
        Sent::ByProgram(input) => {
            let answer = update_profile::post(state, peer, member.caller, Checked(input)).await?;
            Ok(answer.into_response())
        }
    }
}

async fn by_page(member: &Member, form: &Form) -> Result<Response, ApiError> {
    let visit = &member.visit;
    let names = &visit.gateway.config().profile_attributes;
    let user = user(member).await?;
    let mut shown = Shown::default();
    let mut values = Map::new();
    for name in names {
        let value = typed(form, name, visit.language, &mut shown).unwrap_or_default();
        // What stays as it is is not written again: a pool may forbid some of it.
        if user.attributes.get(name).map_or("", String::as_str) != value {
            values.insert(name.clone(), value.into());
        }
    }
    if shown.error.is_some() {
        return show(member, shown).await;
    }
    if values.is_empty() {
        return visit.go_and_say("/account", Notice::Saved);
    }
    let state = State(visit.gateway.clone());
    let caller = member.caller.clone();
    let changed = match read(json!({"attributes": values})) {
        Ok(input) => update_profile::post(state, visit.peer, caller, Checked(input)).await,
        Err(error) => Err(error),
    };
    let error = match changed {
        Ok(Json(answer)) => {
            return match answer.sent_to() {
                Some((attribute, destination)) => {
                    let step = Step::Verify {
                        sub: member.caller.claims.sub().to_owned(),
                        attribute,
                        destination,
                    };
                    visit.go("/account/verify", Some(&step))
                }
                None => visit.go_and_say("/account", Notice::Saved),
            };
        }
        Err(error) => error,
    };
    let places: Vec<_> = names
        .iter()
        .map(|name| (format!("attributes.{name}"), name.as_str()))
        .collect();
    let fields: Vec<_> = places
        .iter()
        .map(|(place, name)| (place.as_str(), *name))
        .collect();
    let values = shown.values;
    match member.explain(error, form, &fields) {
        Ok(shown) => show(member, Shown { values, ..shown }).await,
        Err(response) => Ok(*response),
    }
}

/// The user as the pool has it now.
pub(super) async fn user(member: &Member) -> Result<User, ApiError> {
    let client = member.visit.gateway.client();
    let user = client.get_user(&member.caller.token).await;
    user.map_err(ApiError::of_bearer)
}

pub(super) async fn show(member: &Member, mut shown: Shown) -> Result<Response, ApiError> {
    let Member { visit, .. } = member;
    let user = user(member).await?;
    let names = &visit.gateway.config().profile_attributes;
    for name in names {
        let value = user.attributes.get(name).cloned().unwrap_or_default();
        shown.values.entry(name.clone()).or_insert(value);
    }
    let addresses = ["email", "phone_number"].into_iter().filter_map(|name| {
        let value = user.attributes.get(name)?;
        Some(address(visit, &user, name, value))
    });
    let more = context! {
        title => visit.text("account", "title"),
        addresses => addresses.collect::<Vec<Value>>(),
        fields => names.iter().map(|name| field(name, visit.language)).collect::<Vec<Value>>(),
        own_password => !is_of_a_provider(&user),
    };
    visit.page("account.html", &shown, more)
}

fn address(visit: &Visit, user: &User, name: &str, value: &str) -> Value {
    let verified = user.attributes.get(&format!("{name}_verified"));
    context! {
        name,
        label => visit.text("attribute", name),
        value,
        verified => verified.is_some_and(|text| is_true(&serde_json::Value::from(text.as_str()))),
    }
}

/// Whether the user comes from an identity provider alone, and has no password here: the pool made the user name of the
/// provider's. A user of the pool to whom an identity was linked later keeps both.
fn is_of_a_provider(user: &User) -> bool {
    let identities = user.attributes.get("identities");
    let identities: Vec<Identity> = identities
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default();
    identities.iter().any(|identity| {
        let name = format!("{}_{}", identity.provider_name, identity.user_id);
        name.eq_ignore_ascii_case(&user.username)
    })
}

/// One of the attribute `identities`, which is JSON in a text.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Identity {
    user_id: String,
    provider_name: String,
}
