//! The pages of a site: registration, sign-in and account, one file each. Where a program asks, `/register`, `/login`
//! and their like take forms and JSON alike and answer JSON. An account that exists already is a 400 here.

mod account;
mod challenge;
mod confirm;
mod forgot_password;
mod login;
mod logout;
mod mfa;
mod onward;
mod picture;
mod protected;
mod register;
mod resend;
mod reset_password;

use axum::Router;
use axum::routing::{get, post};
use http::Method;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{ANY, BODY, Documented, LIMITED, POOL, TOKEN};
use crate::code::Code;
use crate::gateway::Gateway;
use crate::pages;

pub(crate) fn router() -> OpenApiRouter<Gateway> {
    OpenApiRouter::new()
        .routes(routes!(register::get, register::post))
        .routes(routes!(login::get, login::post))
        .routes(routes!(logout::get, logout::post))
        .routes(routes!(confirm::get, confirm::post))
        .routes(routes!(forgot_password::get, forgot_password::post))
        .routes(routes!(reset_password::get, reset_password::post))
        .routes(routes!(mfa::get, mfa::post))
        .routes(routes!(account::overview::get, account::overview::post))
        .routes(routes!(protected::get))
        .merge(pages_alone().into())
}

/// What only browsers that show pages have a use for.
fn pages_alone() -> Router<Gateway> {
    Router::new()
        .route("/confirm/resend", post(resend::post))
        .route("/mfa/qr.svg", get(picture::get))
        .route("/look/{file}", get(pages::look))
        .merge(account::pages_alone())
}

/// A page that everybody may see.
const PAGE: &[Code] = &[Code::Internal];

/// What each route can answer besides success.
#[rustfmt::skip]
pub(crate) fn documented() -> Vec<Documented> {
    let post = |path, errors| Documented { method: Method::POST, path, errors };
    let get = |path, errors| Documented { method: Method::GET, path, errors };
    vec![
        get("/register", &[PAGE]),
        post("/register", &[ANY, BODY, POOL, LIMITED, super::signup::ERRORS]),
        get("/login", &[PAGE]),
        post("/login", &[ANY, BODY, POOL, LIMITED, super::login::ERRORS]),
        get("/logout", &[PAGE]),
        post("/logout", &[ANY, BODY, POOL, TOKEN, super::logout::ERRORS]),
        get("/confirm", &[PAGE]),
        post("/confirm", &[ANY, BODY, POOL, LIMITED, super::confirm::ERRORS]),
        get("/forgot-password", &[PAGE]),
        post("/forgot-password", &[ANY, BODY, POOL, LIMITED, super::forgot_password::ERRORS]),
        get("/reset-password", &[PAGE]),
        post("/reset-password", &[ANY, BODY, POOL, LIMITED, super::reset_password::ERRORS]),
        get("/mfa", &[PAGE]),
        post("/mfa", &[ANY, BODY, POOL, LIMITED, super::challenge::ERRORS]),
        get("/account", &[ANY, TOKEN, POOL, super::profile::ERRORS]),
        post("/account", &[ANY, BODY, POOL, TOKEN, LIMITED, super::update_profile::ERRORS]),
        get("/protected", &[ANY, TOKEN]),
    ]
}
