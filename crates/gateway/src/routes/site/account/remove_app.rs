//! `POST /account/mfa/app/remove`: the authenticator app is asked for no longer.

use axum::extract::State;
use axum::response::Response;

use super::mfa;
use crate::error::ApiError;
use crate::pages::{Form, Member, Notice};
use crate::routes::mfa::remove_totp;

pub(super) async fn post(member: Member, form: Form) -> Result<Response, ApiError> {
    let visit = &member.visit;
    let state = State(visit.gateway.clone());
    match remove_totp::delete(state, member.caller.clone()).await {
        Ok(_) => visit.go_and_say("/account/mfa", Notice::FactorsChanged),
        Err(error) => match member.explain(error, &form, &[]) {
            Ok(shown) => mfa::show(&member, &shown).await,
            Err(response) => Ok(*response),
        },
    }
}
