//! `POST /account/passkeys/start`: what a browser needs to make a passkey, which the next page hands to it.

use axum::Json;
use axum::extract::State;
use axum::response::Response;

use super::passkeys;
use crate::error::ApiError;
use crate::pages::{Form, Member, Step};
use crate::routes::passkeys::start;

pub(super) async fn post(member: Member, form: Form) -> Result<Response, ApiError> {
    let visit = &member.visit;
    let state = State(visit.gateway.clone());
    match start::post(state, visit.peer, member.caller.clone()).await {
        Ok(Json(answer)) => {
            let step = Step::Passkey {
                sub: member.caller.claims.sub().to_owned(),
                options: answer.options.to_string(),
            };
            visit.go("/account/passkeys/add", Some(&step))
        }
        Err(error) => match member.explain(error, &form, &[]) {
            Ok(shown) => passkeys::show(&member, &shown).await,
            Err(response) => Ok(*response),
        },
    }
}
