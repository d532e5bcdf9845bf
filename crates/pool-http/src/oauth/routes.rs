//! The routes, once for pools by their ids and once for pools by their domains.

use axum::Router;
use axum::routing::{get, post};

use super::{authorize, logout, revoke, token, user_info};
use crate::pages;
use crate::service::PoolService;

/// All of them.
pub(crate) fn routes() -> Router<PoolService> {
    under("").merge(under("/{pool_id}"))
}

fn under(base: &str) -> Router<PoolService> {
    let path = |path: &str| format!("{base}{path}");
    Router::new()
        .route(&path("/oauth2/authorize"), get(authorize::get))
        .route(&path("/oauth2/token"), post(token::post))
        .route(
            &path("/oauth2/userInfo"),
            get(user_info::answer).post(user_info::answer),
        )
        .route(&path("/oauth2/revoke"), post(revoke::post))
        .route(&path("/logout"), get(logout::get))
        .merge(pages::routes(base))
}
