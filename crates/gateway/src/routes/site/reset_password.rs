//! `/reset-password`: the page on which a code is traded for another password; and the same by a program.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use poolgate_ui::context;
use serde_json::json;

use crate::address::Peer;
use crate::error::ApiError;
use crate::extract::Checked;
use crate::gateway::Gateway;
use crate::pages::{Facts, Form, Notice, Sent, Shown, Step, Visit, explain, read};
use crate::routes::reset_password::{self, ResetPassword, ResetPasswordAnswer, ResetPasswordBody};

/// The page for another password
#[utoipa::path(
    get,
    path = "/reset-password",
    tag = "Site",
    operation_id = "resetPasswordPage",
    responses((status = 200, description = "The page", body = String, content_type = "text/html"))
)]
pub(super) async fn get(visit: Visit) -> Result<Response, ApiError> {
    show(&visit, &visit.said()).await
}

/// Reset the password
///
/// As `/auth/reset-password`, from a form or as JSON. The form of the page leads on to `/login`.
#[utoipa::path(
    post,
    path = "/reset-password",
    tag = "Site",
    operation_id = "siteResetPassword",
    request_body(content(
        (ResetPasswordBody = "application/json"),
        (ResetPasswordBody = "application/x-www-form-urlencoded")
    )),
    responses(
        (status = 200, description = "The password is set", body = ResetPasswordAnswer),
        (status = 303, description = "On from the page")
    )
)]
pub(super) async fn post(
    state: State<Gateway>,
    peer: Peer,
    visit: Visit,
    sent: Sent<ResetPassword>,
) -> Result<Response, ApiError> {
    match sent {
        Sent::ByPage(form) => by_page(&visit, &form).await,
        Sent::ByProgram(input) => {
            let answer = reset_password::post(state, peer, Checked(input)).await?;
            Ok(answer.into_response())
        }
    }
}

async fn by_page(visit: &Visit, form: &Form) -> Result<Response, ApiError> {
    let email = match &visit.step {
        Some(Step::Reset { email, .. }) => Some(email.clone()),
        _ => form.text("email").map(str::to_owned),
    };
    let body = json!({
        "email": email, "code": form.code("code"), "new_password": form.password("password")
    });
    let state = State(visit.gateway.clone());
    let done = match read(body) {
        Ok(input) => reset_password::post(state, visit.peer, Checked(input)).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(Json(_)) => {
            let step = Step::Done {
                notice: Notice::PasswordReset,
                email,
            };
            visit.go("/login", Some(&step))
        }
        Err(error) => {
            let fields = [
                ("email", "username"),
                ("code", "code"),
                ("new_password", "password"),
            ];
            let shown = explain(error, form, visit.language, &fields)?;
            show(visit, &shown.with("username", form.text("email"))).await
        }
    }
}

async fn show(visit: &Visit, shown: &Shown) -> Result<Response, ApiError> {
    let facts = Facts::of(&visit.gateway).await;
    let (known, username, destination) = match &visit.step {
        Some(Step::Reset { email, destination }) => {
            let destination = destination.clone().unwrap_or_else(|| email.clone());
            (true, email.as_str(), destination)
        }
        _ => (false, "", String::new()),
    };
    let about = if known {
        let text = visit.text("reset", "about");
        text.replace("{destination}", &destination)
    } else {
        visit.text("reset", "about_anywhere")
    };
    let more = context! {
        title => visit.text("reset", "title"),
        about,
        known,
        username,
        rules => facts.password_rules(visit.language),
    };
    visit.page("reset_password.html", shown, more)
}
