//! The pages' routes, under a pool's base.

use axum::Router;
use axum::routing::{MethodRouter, get};

use super::{
    authorized, challenge, confirm, confirm_user, error, forgot_password, login, look, passkey_add,
    reset_password, sign_out, sign_up,
};
use crate::oauth::not_allowed;
use crate::service::PoolService;

/// All of them.
pub(crate) fn routes(base: &str) -> Router<PoolService> {
    let path = |path: &str| format!("{base}{path}");
    Router::new()
        .route(&path("/login"), page(get(login::get).post(login::post)))
        .route(
            &path("/signup"),
            page(get(sign_up::get).post(sign_up::post)),
        )
        .route(
            &path("/confirm"),
            page(get(confirm::get).post(confirm::post)),
        )
        .route(
            &path("/resendcode"),
            page(get(confirm::get).post(confirm::resend)),
        )
        .route(
            &path("/confirmUser"),
            page(get(confirm_user::get).post(confirm_user::post)),
        )
        .route(
            &path("/forgotPassword"),
            page(get(forgot_password::get).post(forgot_password::post)),
        )
        .route(
            &path("/confirmforgotPassword"),
            page(get(reset_password::get).post(reset_password::post)),
        )
        .route(
            &path("/challenge"),
            page(get(challenge::get).post(challenge::post)),
        )
        .route(&path("/challenge/qr.svg"), page(get(challenge::picture)))
        .route(
            &path("/passkeys/add"),
            page(get(passkey_add::get).post(passkey_add::post)),
        )
        .route(
            &path("/signout"),
            page(get(sign_out::get).post(sign_out::post)),
        )
        .route(&path("/authorized"), page(get(authorized::get)))
        .route(&path("/error"), page(get(error::get)))
        .route(&path("/look/{key}/{file}"), page(get(look::get)))
}

/// What other methods are answered: that it is the method.
fn page(methods: MethodRouter<PoolService>) -> MethodRouter<PoolService> {
    methods.fallback(not_allowed)
}
