//! `POST /account/sessions/end`: the user is signed out there.

use axum::extract::{Path, State};
use axum::response::Response;

use super::sessions;
use crate::error::ApiError;
use crate::pages::{Form, Member, Notice};
use crate::routes::sessions::end;

pub(super) async fn post(member: Member, form: Form) -> Result<Response, ApiError> {
    let visit = &member.visit;
    let id = form.text("id").unwrap_or_default().to_owned();
    let state = State(visit.gateway.clone());
    match end::delete(state, member.caller.clone(), Path(id)).await {
        Ok(_) => visit.go_and_say("/account/sessions", Notice::SessionEnded),
        Err(error) => match member.explain(error, &form, &[]) {
            Ok(shown) => sessions::show(&member, &shown).await,
            Err(response) => Ok(*response),
        },
    }
}
