//! A password of the user's own, in the place of one that an administrator chose; and what the pool still asks.

use axum::response::Response;
use poolgate_pool_api::Secret;
use poolgate_ui::{Value, context};

use super::open::Open;
use super::turn::Answered;
use crate::pages::attributes::{field, typed};
use crate::pages::form::Form;
use crate::pages::rules;
use crate::pages::shown::Shown;

/// Before the name of an attribute.
const ATTRIBUTE: &str = "userAttributes.";

/// The attributes that are missing.
fn missing(open: &Open<'_>) -> Vec<String> {
    let names = open.list("requiredAttributes").into_iter();
    names
        .filter_map(|name| name.strip_prefix(ATTRIBUTE).map(str::to_owned))
        .collect()
}

pub(super) async fn answer(open: &Open<'_>, form: &Form) -> Answered {
    let mut shown = Shown::default();
    let attributes = typed(form, &missing(open), &mut shown);
    let policy = &open.visit.place.hosted.pool.rules.password;
    let Some(password) = form.password("password") else {
        shown.wrong("password", "required");
        return Err(shown);
    };
    if policy.check(password.expose()).is_err() {
        shown.wrong("password", "password_policy");
    }
    if shown.error.is_some() {
        return Err(shown);
    }
    let named: Vec<(String, Secret)> = attributes
        .into_iter()
        .map(|(name, value)| (format!("{ATTRIBUTE}{name}"), Secret::from(value)))
        .collect();
    let mut responses: Vec<(&str, Secret)> = named
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()))
        .collect();
    responses.push(("NEW_PASSWORD", password));
    Ok(open.answer(responses).await)
}

pub(super) async fn show(open: &Open<'_>, shown: &Shown) -> Response {
    let place = &open.visit.place;
    let fields: Vec<Value> = missing(open)
        .iter()
        .map(|name| field(name, place.language))
        .collect();
    let more = context! {
        title => place.text("new_password", "title"),
        username => open.username,
        fields,
        rules => rules::of_password(&place.hosted.pool.rules.password, place.language),
    };
    open.visit.page("new_password.html", shown, more).await
}
