//! `/account/mfa`: which second factors are on; some are turned on and off here.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use poolgate_ui::{Value, context};
use serde_json::json;

use crate::error::ApiError;
use crate::extract::Checked;
use crate::factor::{Factors, Kind};
use crate::pages::{Facts, Form, Member, Notice, Shown, read};
use crate::routes::mfa::update;

pub(super) async fn get(member: Member) -> Result<Response, ApiError> {
    show(&member, &member.visit.said()).await
}

pub(super) async fn post(member: Member, form: Form) -> Result<Response, ApiError> {
    let visit = &member.visit;
    let body = match (form.text("on"), form.text("off"), form.text("prefer")) {
        (Some(kind), ..) => json!({kind: true}),
        (_, Some(kind), _) => json!({kind: false}),
        (.., kind) => json!({"preferred": kind}),
    };
    let state = State(visit.gateway.clone());
    let changed = match read(body) {
        Ok(wish) => update::put(state, member.caller.clone(), Checked(wish)).await,
        Err(error) => Err(error),
    };
    match changed {
        Ok(Json(_)) => visit.go_and_say("/account/mfa", Notice::FactorsChanged),
        Err(error) => match member.explain(error, &form, &[]) {
            Ok(shown) => show(&member, &shown).await,
            Err(response) => Ok(*response),
        },
    }
}

pub(super) async fn show(member: &Member, shown: &Shown) -> Result<Response, ApiError> {
    let visit = &member.visit;
    let factors = Factors::of(&visit.gateway, &member.caller).await?;
    let some = Kind::ALL.into_iter().any(|kind| factors.is_on(kind));
    let factor = |kind: Kind| {
        context! {
            name => kind.as_str(),
            text => visit.text("second_step", kind.as_str()),
            is_app => kind == Kind::Totp,
            on => factors.is_on(kind),
            preferred => factors.preferred == Some(kind),
        }
    };
    let facts = Facts::of(&visit.gateway).await;
    let more = context! {
        title => visit.text("second_step", "title"),
        offered => some || facts.has_second_factors(),
        some,
        factors => Kind::ALL.into_iter().map(factor).collect::<Vec<Value>>(),
    };
    visit.page("account_mfa.html", shown, more)
}
