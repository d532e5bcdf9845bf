//! The pages' routes, under a pool's base.

use axum::Router;
use axum::routing::{get, post};

use super::{
    authorized, challenge, confirm, confirm_user, error, forgot_password, login, look, passkey_add,
    reset_password, sign_out, sign_up,
};
use crate::service::PoolService;

/// All of them.
pub(crate) fn routes(base: &str) -> Router<PoolService> {
    let path = |path: &str| format!("{base}{path}");
    Router::new()
        .route(&path("/login"), get(login::get).post(login::post))
        .route(&path("/signup"), get(sign_up::get).post(sign_up::post))
        .route(&path("/confirm"), get(confirm::get).post(confirm::post))
        .route(
            &path("/resendcode"),
            post(confirm::resend).get(confirm::get),
        )
        .route(
            &path("/confirmUser"),
            get(confirm_user::get).post(confirm_user::post),
        )
        .route(
            &path("/forgotPassword"),
            get(forgot_password::get).post(forgot_password::post),
        )
        .route(
            &path("/confirmforgotPassword"),
            get(reset_password::get).post(reset_password::post),
        )
        .route(
            &path("/challenge"),
            get(challenge::get).post(challenge::post),
        )
        .route(&path("/challenge/qr.svg"), get(challenge::picture))
        .route(
            &path("/passkeys/add"),
            get(passkey_add::get).post(passkey_add::post),
        )
        .route(&path("/signout"), get(sign_out::get).post(sign_out::post))
        .route(&path("/authorized"), get(authorized::get))
        .route(&path("/error"), get(error::get))
        .route(&path("/look/{key}/{file}"), get(look::get))
}
