//! `/account/delete`: the account goes, by its user's wish and with the password.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use poolgate_ui::context;
use serde_json::json;

use crate::error::ApiError;
use crate::extract::Checked;
use crate::pages::{Form, Member, Notice, Shown, read};
use crate::routes::delete_account;

pub(super) async fn get(member: Member) -> Result<Response, ApiError> {
    show(&member, &Shown::default())
}

pub(super) async fn post(member: Member, form: Form) -> Result<Response, ApiError> {
    let visit = &member.visit;
    let state = State(visit.gateway.clone());
    let caller = member.caller.clone();
    let gone = match read(json!({"password": form.password("password")})) {
        Ok(input) => delete_account::delete(state, visit.peer, caller, Checked(input)).await,
        Err(error) => Err(error),
    };
    match gone {
        Ok(_) => {
            let response = visit.go_and_say("/login", Notice::Deleted)?;
            Ok((visit.browser.clear(), response).into_response())
        }
        Err(error) => match member.explain(error, &form, &[]) {
            Ok(shown) => show(&member, &shown),
            Err(response) => Ok(*response),
        },
    }
}

fn show(member: &Member, shown: &Shown) -> Result<Response, ApiError> {
    let visit = &member.visit;
    let more = context! {
        title => visit.text("delete_account", "title"),
        username => member.caller.claims.username().unwrap_or_default(),
    };
    visit.page("account_delete.html", shown, more)
}
