//! `/account/mfa/app`: an authenticator app is set up.

use axum::extract::State;
use axum::response::Response;
use poolgate_ui::context;
use serde_json::json;

use crate::code::Code;
use crate::error::ApiError;
use crate::extract::{Checked, MaybeCaller};
use crate::pages::{Form, Member, Notice, Shown, Step, carry_cookies, read};
use crate::routes::mfa::verify_totp;
use crate::routes::site::challenge::in_groups;

/// The secret that this user was given.
fn secret(member: &Member) -> Option<&str> {
    match &member.visit.step {
        Some(Step::App { sub, secret, .. }) if sub == member.caller.claims.sub() => Some(secret),
        _ => None,
    }
}

pub(super) async fn get(member: Member) -> Result<Response, ApiError> {
    show(&member, &Shown::default())
}

pub(super) async fn post(member: Member, form: Form) -> Result<Response, ApiError> {
    let visit = &member.visit;
    if secret(&member).is_none() {
        return visit.go_instead("/account/mfa", None, Code::InvalidSession);
    }
    let body = json!({"code": form.code("code"), "device_name": form.member("device_name")});
    let state = State(visit.gateway.clone());
    let caller = MaybeCaller(Some(member.caller.clone()));
    let browser = visit.browser.clone();
    let verified = match read(body) {
        Ok(input) => verify_totp::post(state, visit.peer, browser, caller, Checked(input)).await,
        Err(error) => Err(error),
    };
    match verified {
        Ok(answer) => {
            let mut response = visit.go_and_say("/account/mfa", Notice::AppAdded)?;
            carry_cookies(answer.headers(), response.headers_mut());
            Ok(response)
        }
        Err(error) => match member.explain(error, &form, &[("code", "code")]) {
            Ok(shown) => show(
                &member,
                &shown.with("device_name", form.text("device_name")),
            ),
            Err(response) => Ok(*response),
        },
    }
}

fn show(member: &Member, shown: &Shown) -> Result<Response, ApiError> {
    let visit = &member.visit;
    let Some(secret) = secret(member) else {
        return visit.go("/account/mfa", None);
    };
    let more = context! {
        title => visit.text("second_step", "set_up_app"),
        key => in_groups(secret),
        submit_text => visit.text("second_step", "turn_on"),
    };
    visit.page("account_app.html", shown, more)
}
