//! A passkey. What the browser makes of it comes back in a hidden field.

use axum::response::Response;
use poolgate_pool_api::Secret;
use poolgate_ui::context;

use super::open::Open;
use super::turn::Answered;
use crate::pages::form::Form;
use crate::pages::shown::{Message, Shown};

pub(super) async fn answer(open: &Open<'_>, form: &Form) -> Answered {
    let Some(credential) = form.text("credential") else {
        return Err(Shown::error(Message::Known("passkey")));
    };
    Ok(open
        .answer([("CREDENTIAL", Secret::from(credential))])
        .await)
}

pub(super) async fn show(open: &Open<'_>, shown: &Shown) -> Response {
    let more = context! {
        title => open.visit.place.text("passkey", "title"),
        options => open.parameter("CREDENTIAL_REQUEST_OPTIONS").unwrap_or_default(),
    };
    open.visit.page("passkey.html", shown, more).await
}
