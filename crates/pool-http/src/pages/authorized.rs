//! `GET /authorized`: the browser is signed in, and goes on to the application by itself.
//!
//! Browsers hold the whole chain of redirects after a form to the policy on where forms may go, and an application's
//! callback redirects where it likes. So a page stands between the form and the application.

use axum::response::Response;
use poolgate_ui::context;

use super::shown::Shown;
use super::visit::Visit;

/// What the new sign-in has answered: asked again, it would be asked for ever.
const ANSWERED: [&str; 3] = ["prompt", "max_age", "login_hint"];

pub(crate) async fn get(visit: Visit) -> Response {
    let onward = if visit.given.get("next") == Some("passkeys") {
        visit.link_with("/passkeys/add", &["next"], &[])
    } else {
        visit.link_with("/oauth2/authorize", &ANSWERED, &[])
    };
    let title = visit.place.text("done", "title");
    let shown = Shown::default();
    visit
        .page("authorized.html", &shown, context! { title, onward })
        .await
}
