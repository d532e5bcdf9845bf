//! A code: of an authenticator app, or one that was sent.

use axum::response::Response;
use poolgate_pool_api::types::ChallengeNameType;
use poolgate_ui::context;

use super::open::Open;
use super::turn::Answered;
use crate::pages::form::Form;
use crate::pages::shown::Shown;

pub(super) async fn answer(open: &Open<'_>, form: &Form) -> Answered {
    let Some(code) = form.code("code") else {
        let mut shown = Shown::default();
        shown.wrong("code", "required");
        return Err(shown);
    };
    let name = match open.name() {
        ChallengeNameType::SoftwareTokenMfa => "SOFTWARE_TOKEN_MFA_CODE",
        ChallengeNameType::SmsMfa => "SMS_MFA_CODE",
        ChallengeNameType::SmsOtp => "SMS_OTP_CODE",
        _ => "EMAIL_OTP_CODE",
    };
    Ok(open.answer([(name, code)]).await)
}

pub(super) async fn show(open: &Open<'_>, shown: &Shown) -> Response {
    let text = |name: &str| open.visit.place.text("code", name);
    let sent = open.name() != ChallengeNameType::SoftwareTokenMfa;
    let destination = open.parameter("CODE_DELIVERY_DESTINATION");
    let about = if sent {
        text("about_sent").replace("{destination}", destination.unwrap_or_default())
    } else {
        text("about_app")
    };
    let again = text(if sent { "again" } else { "start_again" });
    let more = context! { title => text("title"), about, again };
    open.visit.page("code.html", shown, more).await
}
