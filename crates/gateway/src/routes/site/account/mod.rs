//! `/account` and what lies below: the pages of a signed-in user. One file each.

mod app;
mod delete;
mod mfa;
pub(super) mod overview;
mod passkey_add;
mod passkey_remove;
mod passkey_start;
mod passkeys;
mod password;
mod remove_app;
mod send_code;
mod session_end;
mod sessions;
mod start_app;
mod verify;

use axum::Router;
use axum::routing::{get as on_get, post as on_post};

use crate::gateway::Gateway;

/// The routes that only browsers have a use for.
pub(super) fn pages_alone() -> Router<Gateway> {
    Router::new()
        .route("/account/verify", on_get(verify::get).post(verify::post))
        .route("/account/verify/send", on_post(send_code::post))
        .route(
            "/account/password",
            on_get(password::get).post(password::post),
        )
        .route("/account/mfa", on_get(mfa::get).post(mfa::post))
        .route("/account/mfa/app", on_get(app::get).post(app::post))
        .route("/account/mfa/app/start", on_post(start_app::post))
        .route("/account/mfa/app/remove", on_post(remove_app::post))
        .route("/account/passkeys", on_get(passkeys::get))
        .route("/account/passkeys/start", on_post(passkey_start::post))
        .route(
            "/account/passkeys/add",
            on_get(passkey_add::get).post(passkey_add::post),
        )
        .route("/account/passkeys/remove", on_post(passkey_remove::post))
        .route("/account/sessions", on_get(sessions::get))
        .route("/account/sessions/end", on_post(session_end::post))
        .route("/account/delete", on_get(delete::get).post(delete::post))
}
