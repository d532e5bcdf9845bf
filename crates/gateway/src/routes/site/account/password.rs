//! `/account/password`: another password, by a user who knows the current one.

use axum::extract::State;
use axum::response::Response;
use poolgate_ui::context;
use serde_json::json;

use crate::error::ApiError;
use crate::extract::Checked;
use crate::pages::{Facts, Form, Member, Notice, Shown, carry_cookies, read};
use crate::routes::change_password;

pub(super) async fn get(member: Member) -> Result<Response, ApiError> {
    show(&member, &Shown::default()).await
}

pub(super) async fn post(member: Member, form: Form) -> Result<Response, ApiError> {
    let visit = &member.visit;
    let everywhere = form.is_ticked("everywhere");
    let body = json!({
        "current_password": form.password("current"),
        "new_password": form.password("password"),
        "everywhere": everywhere,
    });
    let state = State(visit.gateway.clone());
    let caller = member.caller.clone();
    let changed = match read(body) {
        Ok(input) => change_password::post(state, visit.peer, caller, Checked(input)).await,
        Err(error) => Err(error),
    };
    match changed {
        Ok(answer) => {
            let (to, notice) = if everywhere {
                ("/login", Notice::PasswordReset)
            } else {
                ("/account", Notice::PasswordChanged)
            };
            let mut response = visit.go_and_say(to, notice)?;
            carry_cookies(answer.headers(), response.headers_mut());
            Ok(response)
        }
        Err(error) => {
            let fields = [
                ("current_password", "current"),
                ("new_password", "password"),
            ];
            match member.explain(error, &form, &fields) {
                Ok(shown) => show(&member, &shown).await,
                Err(response) => Ok(*response),
            }
        }
    }
}

async fn show(member: &Member, shown: &Shown) -> Result<Response, ApiError> {
    let visit = &member.visit;
    let facts = Facts::of(&visit.gateway).await;
    let more = context! {
        title => visit.text("change_password", "title"),
        username => member.caller.claims.username().unwrap_or_default(),
        rules => facts.password_rules(visit.language),
    };
    visit.page("account_password.html", shown, more)
}
