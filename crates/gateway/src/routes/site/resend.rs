//! `POST /confirm/resend`: the code of a new account once more, asked for on the page.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde_json::json;

use super::confirm;
use crate::error::ApiError;
use crate::extract::Checked;
use crate::pages::{Form, Step, Visit, explain, read};
use crate::routes::resend_code;

pub(super) async fn post(visit: Visit, form: Form) -> Result<Response, ApiError> {
    let email = confirm::email(&visit, &form);
    let state = State(visit.gateway.clone());
    let sent = match read(json!({"email": email})) {
        Ok(input) => resend_code::post(state, visit.peer, Checked(input)).await,
        Err(error) => Err(error),
    };
    match sent {
        Ok(Json(answer)) => {
            let return_to = match &visit.step {
                Some(Step::Confirm { return_to, .. }) => return_to.clone(),
                _ => visit.return_to.clone(),
            };
            let step = Step::Confirm {
                email: email.unwrap_or_default(),
                destination: answer.destination(),
                return_to,
                again: true,
            };
            visit.go("/confirm", Some(&step))
        }
        Err(error) => {
            let shown = explain(error, &form, visit.language, &[("email", "username")])?;
            confirm::show(&visit, &shown.with("username", form.text("email")))
        }
    }
}
