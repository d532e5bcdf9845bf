//! `/account/sessions`: where the user is signed in.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use poolgate_ui::{Serde, Value, context};

use crate::error::ApiError;
use crate::pages::{Member, Shown};
use crate::routes::hosted_logout;
use crate::routes::sessions::list;

pub(super) async fn get(member: Member) -> Result<Response, ApiError> {
    show(&member, &member.visit.said()).await
}

pub(super) async fn show(member: &Member, shown: &Shown) -> Result<Response, ApiError> {
    let visit = &member.visit;
    let state = State(visit.gateway.clone());
    let Json(answer) = list::get(state, member.caller.clone()).await?;
    let more = context! {
        title => visit.text("sessions", "title"),
        sessions => Value::from(Serde(answer)).get_attr("sessions").unwrap_or_default(),
    };
    // The button for all of them is a sign-out, which may lead over the hosted pages.
    let hosted = hosted_logout::origin(&visit.gateway);
    visit.page_to(hosted.as_deref(), "account_sessions.html", shown, more)
}
