//! `/forgot-password`: the page on which a code for another password is asked for; and the same by a program.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use poolgate_ui::context;
use serde_json::json;

use crate::address::Peer;
use crate::answer::SentAnswer;
use crate::error::ApiError;
use crate::extract::Checked;
use crate::gateway::Gateway;
use crate::pages::{Form, Sent, Shown, Step, Visit, explain, read};
use crate::routes::forgot_password::{self, ForgotPassword, ForgotPasswordBody};

/// The page for a forgotten password
#[utoipa::path(
    get,
    path = "/forgot-password",
    tag = "Site",
    operation_id = "forgotPasswordPage",
    responses((status = 200, description = "The page", body = String, content_type = "text/html"))
)]
pub(super) async fn get(visit: Visit) -> Result<Response, ApiError> {
    show(&visit, &visit.said())
}

/// Ask for a code to reset the password
///
/// As `/auth/forgot-password`, from a form or as JSON. The form of the page leads on to `/reset-password`.
#[utoipa::path(
    post,
    path = "/forgot-password",
    tag = "Site",
    operation_id = "siteForgotPassword",
    request_body(content(
        (ForgotPasswordBody = "application/json"),
        (ForgotPasswordBody = "application/x-www-form-urlencoded")
    )),
    responses(
        (status = 200, description = "A code is on its way, if there is such an account", body = SentAnswer),
        (status = 303, description = "On from the page")
    )
)]
pub(super) async fn post(
    state: State<Gateway>,
    peer: Peer,
    visit: Visit,
    sent: Sent<ForgotPassword>,
) -> Result<Response, ApiError> {
    match sent {
        Sent::ByPage(form) => by_page(&visit, &form).await,
        Sent::ByProgram(input) => {
            let sent = forgot_password::post(state, peer, Checked(input)).await?;
            Ok(sent.into_response())
        }
    }
}

async fn by_page(visit: &Visit, form: &Form) -> Result<Response, ApiError> {
    let state = State(visit.gateway.clone());
    let sent = match read(json!({"email": form.member("email")})) {
        Ok(input) => forgot_password::post(state, visit.peer, Checked(input)).await,
        Err(error) => Err(error),
    };
    match sent {
        Ok(Json(answer)) => {
            let step = Step::Reset {
                email: form.text("email").unwrap_or_default().to_owned(),
                destination: answer.destination(),
            };
            visit.go("/reset-password", Some(&step))
        }
        Err(error) => {
            let shown = explain(error, form, visit.language, &[("email", "username")])?;
            show(visit, &shown.with("username", form.text("email")))
        }
    }
}

fn show(visit: &Visit, shown: &Shown) -> Result<Response, ApiError> {
    let more = context! { title => visit.text("forgot", "title") };
    visit.page("forgot_password.html", shown, more)
}
