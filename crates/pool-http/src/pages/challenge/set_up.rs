//! An authenticator app is set up.

use axum::response::Response;
use poolgate_pool::oauth::page_actions;
use poolgate_pool_api::Secret;
use poolgate_ui::context;

use super::open::Open;
use super::turn::Answered;
use crate::pages::form::Form;
use crate::pages::shown::Shown;
use crate::pages::visit::Visit;

pub(super) async fn answer(open: &Open<'_>, form: &Form) -> Answered {
    let device_name = form.text("device_name");
    let Some(code) = form.code("code") else {
        let mut shown = Shown::default().with("device_name", device_name);
        shown.wrong("code", "required");
        return Err(shown);
    };
    let hosted = &open.visit.place.hosted;
    let ctx = hosted.ctx();
    let step = page_actions::set_up(
        &ctx,
        &hosted.pool,
        &open.visit.client,
        open.challenge,
        open.username,
        (code, device_name.map(str::to_owned)),
    );
    Ok(step.await)
}

pub(super) async fn show(open: &Open<'_>, secret: &Secret, shown: &Shown) -> Response {
    let groups: Vec<&str> = secret
        .expose()
        .as_bytes()
        .chunks(4)
        .filter_map(|group| std::str::from_utf8(group).ok())
        .collect();
    let more = context! {
        title => open.visit.place.text("set_up", "title"),
        key => groups.join(" "),
    };
    open.visit.page("set_up.html", shown, more).await
}

/// A second factor must be set up, and the pool offers none that a page can set up.
pub(super) async fn cannot(visit: &Visit) -> Response {
    let more = context! {
        title => visit.place.text("set_up", "title"),
        text => visit.place.text("set_up", "not_possible"),
        submit => (),
        onward => (),
    };
    visit.page("message.html", &Shown::default(), more).await
}
