//! `POST /account/verify/send`: a code goes to an address that is not verified yet.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde_json::json;

use super::overview;
use crate::error::ApiError;
use crate::extract::Checked;
use crate::pages::{Form, Member, Step, read};
use crate::routes::start_verification;

pub(super) async fn post(member: Member, form: Form) -> Result<Response, ApiError> {
    let visit = &member.visit;
    let attribute = form.member("attribute");
    let input = read(json!({"attribute": attribute}))?;
    let state = State(visit.gateway.clone());
    let caller = member.caller.clone();
    let sent = start_verification::post(state, visit.peer, caller, Checked(input)).await;
    let error = match sent {
        Ok(Json(answer)) => {
            let step = Step::Verify {
                sub: member.caller.claims.sub().to_owned(),
                attribute: attribute.as_str().unwrap_or_default().to_owned(),
                destination: answer.destination().unwrap_or_default(),
            };
            return visit.go("/account/verify", Some(&step));
        }
        Err(error) => error,
    };
    match member.explain(error, &form, &[]) {
        Ok(shown) => overview::show(&member, shown).await,
        Err(response) => Ok(*response),
    }
}
