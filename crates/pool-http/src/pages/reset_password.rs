//! `/confirmforgotPassword`: the code came back, and with it a new password.

use axum::response::Response;
use poolgate_pool::oauth::pages::secret_hash;
use poolgate_pool::oauth::{Asked, PageState};
use poolgate_pool::ops;
use poolgate_pool_api::types::ConfirmForgotPasswordRequest;
use poolgate_ui::context;

use super::cookies;
use super::explain::explain;
use super::form::Form;
use super::login::name_field;
use super::place::failed;
use super::rules;
use super::shown::{Message, Shown};
use super::sign_up::to_sign_in;
use super::visit::Visit;

/// The name and where the code went, as far as the browser knows.
fn known(visit: &Visit) -> (Option<String>, Option<String>) {
    match visit.state() {
        Some(PageState {
            username,
            asked: Asked::Reset { destination },
        }) => (Some(username), destination),
        _ => (None, None),
    }
}

pub(crate) async fn get(visit: Visit) -> Response {
    show(&visit, &Shown::default()).await
}

pub(crate) async fn post(visit: Visit, form: Form) -> Response {
    let (known, _) = known(&visit);
    let username = known.as_deref().or_else(|| form.text("username"));
    let mut shown = Shown::default().with("username", form.text("username"));
    let (code, password) = (form.code("code"), form.password("password"));
    let policy = &visit.place.hosted.pool.rules.password;
    if username.is_none() {
        shown.wrong("username", "required");
    }
    if code.is_none() {
        shown.wrong("code", "required");
    }
    match &password {
        None => shown.wrong("password", "required"),
        Some(password) if policy.check(password.expose()).is_err() => {
            shown.wrong("password", "password_policy");
        }
        Some(_) => {}
    }
    let (Some(username), Some(code), Some(password), None) =
        (username, code, password, &shown.error)
    else {
        return show(&visit, &shown).await;
    };
    let input = ConfirmForgotPasswordRequest {
        client_id: visit.client.id.clone(),
        secret_hash: secret_hash(&visit.client, username),
        username: username.to_owned(),
        confirmation_code: code,
        password,
        ..Default::default()
    };
    let hosted = &visit.place.hosted;
    match ops::confirm_forgot_password::run(&hosted.ctx(), input).await {
        Ok(_) => {
            let mut response = to_sign_in(&visit, "reset");
            cookies::clear_state(hosted, visit.headers(), response.headers_mut());
            response
        }
        Err(error) => {
            match explain(&error) {
                None => return failed(&error, visit.headers()),
                Some(Message::Known("code")) => shown.wrong("code", "code"),
                Some(Message::Known("password_used")) => shown.wrong("password", "password_used"),
                message => shown.error = message,
            }
            show(&visit, &shown).await
        }
    }
}

async fn show(visit: &Visit, shown: &Shown) -> Response {
    let (username, destination) = known(visit);
    let text = |name: &str| visit.place.text("reset", name);
    let about = match (&destination, &username) {
        (Some(destination), _) => Some(text("about").replace("{destination}", destination)),
        (None, None) => Some(text("about_anywhere")),
        (None, Some(_)) => None,
    };
    let (name_label, name_type) = name_field(visit);
    let more = context! {
        title => text("title"),
        about,
        // For password managers, which store the new password under this name.
        username => username.clone().unwrap_or_default(),
        known => username.is_some(),
        name_label,
        name_type,
        rules => rules::of_password(&visit.place.hosted.pool.rules.password, visit.place.language),
    };
    visit.page("reset_password.html", shown, more).await
}
