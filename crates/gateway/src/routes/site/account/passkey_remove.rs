//! `POST /account/passkeys/remove`: a passkey counts no longer.

use axum::extract::{Path, State};
use axum::response::Response;

use super::passkeys;
use crate::error::ApiError;
use crate::pages::{Form, Member, Notice};
use crate::routes::passkeys::remove;

pub(super) async fn post(member: Member, form: Form) -> Result<Response, ApiError> {
    let visit = &member.visit;
    let id = form.text("id").unwrap_or_default().to_owned();
    let state = State(visit.gateway.clone());
    match remove::delete(state, member.caller.clone(), Path(id)).await {
        Ok(_) => visit.go_and_say("/account/passkeys", Notice::PasskeyRemoved),
        Err(error) => match member.explain(error, &form, &[]) {
            Ok(shown) => passkeys::show(&member, &shown).await,
            Err(response) => Ok(*response),
        },
    }
}
