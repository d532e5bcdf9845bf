//! `/account/passkeys/add`: the browser makes a passkey, which needs JavaScript.

use axum::extract::State;
use axum::response::Response;
use poolgate_ui::context;
use serde_json::json;

use crate::code::Code;
use crate::error::ApiError;
use crate::extract::Checked;
use crate::pages::{Form, Member, Notice, Shown, Step, read};
use crate::routes::passkeys::complete;

/// The options that this user was given.
fn options(member: &Member) -> Option<&str> {
    match &member.visit.step {
        Some(Step::Passkey { sub, options }) if sub == member.caller.claims.sub() => Some(options),
        _ => None,
    }
}

pub(super) async fn get(member: Member) -> Result<Response, ApiError> {
    show(&member, &Shown::default())
}

pub(super) async fn post(member: Member, form: Form) -> Result<Response, ApiError> {
    let visit = &member.visit;
    if options(&member).is_none() {
        return visit.go_instead("/account/passkeys", None, Code::InvalidSession);
    }
    let credential = form.text("credential").unwrap_or_default();
    let credential: serde_json::Value = serde_json::from_str(credential).unwrap_or_default();
    let state = State(visit.gateway.clone());
    let caller = member.caller.clone();
    let added = match read(json!({"credential": credential})) {
        Ok(input) => complete::post(state, visit.peer, caller, Checked(input)).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(_) => visit.go_and_say("/account/passkeys", Notice::PasskeyAdded),
        Err(error) => match member.explain(error, &form, &[]) {
            Ok(mut shown) => {
                shown.error = Some(visit.text("passkey_add", "failed"));
                show(&member, &shown)
            }
            Err(response) => Ok(*response),
        },
    }
}

fn show(member: &Member, shown: &Shown) -> Result<Response, ApiError> {
    let visit = &member.visit;
    let Some(options) = options(member) else {
        return visit.go("/account/passkeys", None);
    };
    let more = context! {
        title => visit.text("passkey_add", "title"),
        options,
        later => "/account/passkeys",
    };
    visit.page("passkey_add.html", shown, more)
}
