//! `/confirm`: the page on which an account is confirmed with its code; and the same by a program.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use poolgate_ui::context;
use serde_json::json;

use crate::address::Peer;
use crate::answer::Done;
use crate::error::ApiError;
use crate::extract::Checked;
use crate::gateway::Gateway;
use crate::pages::{Form, Notice, Sent, Shown, Step, Visit, explain, read, with_return};
use crate::routes::confirm::{self, Confirm, ConfirmBody};

/// The confirmation page
#[utoipa::path(
    get,
    path = "/confirm",
    tag = "Site",
    operation_id = "confirmPage",
    responses((status = 200, description = "The page", body = String, content_type = "text/html"))
)]
pub(super) async fn get(visit: Visit) -> Result<Response, ApiError> {
    let mut shown = visit.said();
    if matches!(visit.step, Some(Step::Confirm { again: true, .. })) {
        shown.notice = Some(visit.text("confirm", "resent"));
    }
    show(&visit, &shown)
}

/// Confirm an account
///
/// As `/auth/confirm`, from a form or as JSON. The form of the page leads on to `/login`.
#[utoipa::path(
    post,
    path = "/confirm",
    tag = "Site",
    operation_id = "siteConfirm",
    request_body(content(
        (ConfirmBody = "application/json"),
        (ConfirmBody = "application/x-www-form-urlencoded")
    )),
    responses(
        (status = 200, description = "The account is confirmed", body = Done),
        (status = 303, description = "On from the page")
    )
)]
pub(super) async fn post(
    state: State<Gateway>,
    peer: Peer,
    visit: Visit,
    sent: Sent<Confirm>,
) -> Result<Response, ApiError> {
    match sent {
        Sent::ByPage(form) => by_page(&visit, &form).await,
        Sent::ByProgram(input) => {
            let done = confirm::post(state, peer, Checked(input)).await?;
            Ok(done.into_response())
        }
    }
}

/// Whose account it is: as the last page left it, or as it was typed.
pub(super) fn email(visit: &Visit, form: &Form) -> Option<String> {
    match &visit.step {
        Some(Step::Confirm { email, .. }) => Some(email.clone()),
        _ => form.text("email").map(str::to_owned),
    }
}

async fn by_page(visit: &Visit, form: &Form) -> Result<Response, ApiError> {
    let email = email(visit, form);
    let body = json!({"email": email, "code": form.code("code")});
    let state = State(visit.gateway.clone());
    let done = match read(body) {
        Ok(input) => confirm::post(state, visit.peer, Checked(input)).await,
        Err(error) => Err(error),
    };
    let error = match done {
        Ok(Json(_)) => {
            let back = match &visit.step {
                Some(Step::Confirm { return_to, .. }) => return_to.clone(),
                _ => visit.return_to.clone(),
            };
            let step = Step::Done {
                notice: Notice::Confirmed,
                email,
            };
            return visit.go(&with_return("/login", back.as_deref()), Some(&step));
        }
        Err(error) => error,
    };
    let fields = [("email", "username"), ("code", "code")];
    let shown = explain(error, form, visit.language, &fields)?;
    show(visit, &shown.with("username", form.text("email")))
}

/// The page, which knows whose account it is where the last page left it.
pub(super) fn show(visit: &Visit, shown: &Shown) -> Result<Response, ApiError> {
    let (known, destination) = match &visit.step {
        Some(Step::Confirm {
            email, destination, ..
        }) => (true, destination.clone().unwrap_or_else(|| email.clone())),
        _ => (false, String::new()),
    };
    let about = if known {
        let text = visit.text("confirm", "about");
        text.replace("{destination}", &destination)
    } else {
        visit.text("confirm", "about_anywhere")
    };
    let more = context! {
        title => visit.text("confirm", "title"),
        about,
        known,
        by_link => false,
    };
    visit.page("confirm.html", shown, more)
}
