//! `/account/verify`: a changed address is verified with the code that went there.

use axum::extract::State;
use axum::response::Response;
use poolgate_ui::context;
use serde_json::json;

use crate::code::Code;
use crate::error::ApiError;
use crate::extract::Checked;
use crate::pages::{Form, Member, Notice, Shown, Step, read};
use crate::routes::verify_attribute;

/// The address of this user that waits for its code, and where the code went.
fn waiting(member: &Member) -> Option<(&str, &str)> {
    match &member.visit.step {
        Some(Step::Verify {
            sub,
            attribute,
            destination,
        }) if sub == member.caller.claims.sub() => Some((attribute, destination)),
        _ => None,
    }
}

pub(super) async fn get(member: Member) -> Result<Response, ApiError> {
    show(&member, &Shown::default())
}

pub(super) async fn post(member: Member, form: Form) -> Result<Response, ApiError> {
    let visit = &member.visit;
    let Some((attribute, _)) = waiting(&member) else {
        return visit.go_instead("/account", None, Code::InvalidSession);
    };
    let body = json!({"attribute": attribute, "code": form.code("code")});
    let state = State(visit.gateway.clone());
    let caller = member.caller.clone();
    let verified = match read(body) {
        Ok(input) => verify_attribute::post(state, visit.peer, caller, Checked(input)).await,
        Err(error) => Err(error),
    };
    match verified {
        Ok(_) => visit.go_and_say("/account", Notice::Verified),
        Err(error) => match member.explain(error, &form, &[("code", "code")]) {
            Ok(shown) => show(&member, &shown),
            Err(response) => Ok(*response),
        },
    }
}

fn show(member: &Member, shown: &Shown) -> Result<Response, ApiError> {
    let visit = &member.visit;
    let Some((attribute, destination)) = waiting(member) else {
        return visit.go("/account", None);
    };
    let about = visit.text("verify_address", "about");
    let more = context! {
        title => visit.text("verify_address", "title"),
        about => about.replace("{destination}", destination),
        attribute,
    };
    visit.page("account_code.html", shown, more)
}
