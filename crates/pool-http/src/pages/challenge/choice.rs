//! A choice: of how to sign in, or of the second factor.

use axum::response::Response;
use poolgate_pool_api::Secret;
use poolgate_pool_api::types::ChallengeNameType;
use poolgate_ui::{Value, context};

use super::open::Open;
use super::turn::Answered;
use crate::pages::form::Form;
use crate::pages::shown::{Message, Shown};

pub(super) async fn answer(open: &Open<'_>, form: &Form) -> Answered {
    let chosen = form.text("answer");
    let Some(chosen) = chosen.filter(|chosen| offered(open).iter().any(|name| name == chosen))
    else {
        return Err(Shown::error(Message::Known("invalid")));
    };
    Ok(open.answer([("ANSWER", Secret::from(chosen))]).await)
}

/// What there is to choose from. A page has no use for a password by SRP.
fn offered(open: &Open<'_>) -> Vec<String> {
    if open.name() == ChallengeNameType::SelectMfaType {
        return open.list("MFAS_CAN_CHOOSE");
    }
    let available = open.challenge.available.iter();
    available
        .filter(|name| **name != ChallengeNameType::PasswordSrp)
        .map(|name| name.as_str().to_owned())
        .collect()
}

pub(super) async fn show(open: &Open<'_>, shown: &Shown) -> Response {
    let text = |name: &str| open.visit.place.text("choice", name);
    let way = |name: String| {
        let text = text(match name.as_str() {
            "PASSWORD" => "password",
            "EMAIL_OTP" => "email",
            "SMS_OTP" | "SMS_MFA" => "sms",
            "SOFTWARE_TOKEN_MFA" => "app",
            _ => "passkey",
        });
        context! { value => name, text }
    };
    let is_second = open.name() == ChallengeNameType::SelectMfaType;
    let more = context! {
        title => text(if is_second { "title_second" } else { "title" }),
        ways => offered(open).into_iter().map(way).collect::<Vec<Value>>(),
    };
    open.visit.page("choice.html", shown, more).await
}
