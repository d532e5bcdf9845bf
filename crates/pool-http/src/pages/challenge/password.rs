//! The password, where a user has chosen it among other ways.

use axum::response::Response;
use poolgate_ui::context;

use super::open::Open;
use super::turn::Answered;
use crate::pages::form::Form;
use crate::pages::shown::Shown;

pub(super) async fn answer(open: &Open<'_>, form: &Form) -> Answered {
    let Some(password) = form.password("password") else {
        let mut shown = Shown::default();
        shown.wrong("password", "required");
        return Err(shown);
    };
    Ok(open.answer([("PASSWORD", password)]).await)
}

pub(super) async fn show(open: &Open<'_>, shown: &Shown) -> Response {
    let more = context! {
        title => open.visit.place.text("password", "title"),
        username => open.username,
    };
    open.visit.page("password.html", shown, more).await
}
