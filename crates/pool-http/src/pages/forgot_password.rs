//! `/forgotPassword`: a code for a new password goes to the user.

use axum::response::Response;
use poolgate_pool::oauth::pages::secret_hash;
use poolgate_pool::oauth::{Asked, PageState};
use poolgate_pool::ops;
use poolgate_pool_api::types::ForgotPasswordRequest;
use poolgate_ui::context;

use super::explain::explain;
use super::form::Form;
use super::login::name_field;
use super::onward;
use super::place::failed;
use super::shown::Shown;
use super::visit::Visit;

pub(crate) async fn get(visit: Visit) -> Response {
    let shown = Shown::default().with("username", visit.given.get("login_hint"));
    show(&visit, &shown).await
}

pub(crate) async fn post(visit: Visit, form: Form) -> Response {
    let mut shown = Shown::default().with("username", form.text("username"));
    let Some(username) = form.text("username") else {
        shown.wrong("username", "required");
        return show(&visit, &shown).await;
    };
    let input = ForgotPasswordRequest {
        client_id: visit.client.id.clone(),
        secret_hash: secret_hash(&visit.client, username),
        username: username.to_owned(),
        ..Default::default()
    };
    match ops::forgot_password::run(&visit.place.hosted.ctx(), input).await {
        Ok(answer) => {
            let details = answer.code_delivery_details;
            let state = PageState {
                username: username.to_owned(),
                asked: Asked::Reset {
                    destination: details.and_then(|details| details.destination),
                },
            };
            onward::to(&visit, "/confirmforgotPassword", &state)
        }
        Err(error) => {
            let Some(message) = explain(&error) else {
                return failed(&error, visit.headers());
            };
            shown.error = Some(message);
            show(&visit, &shown).await
        }
    }
}

async fn show(visit: &Visit, shown: &Shown) -> Response {
    let (name_label, name_type) = name_field(visit);
    let more = context! {
        title => visit.place.text("forgot", "title"),
        name_label,
        name_type,
    };
    visit.page("forgot_password.html", shown, more).await
}
