//! The routes, once for pools by their ids and once for pools by their domains.

use axum::Router;
use axum::routing::{get, post};
use http::StatusCode;

use super::{authorize, idp_response, logout, revoke, token, user_info};
use crate::pages;
use crate::service::PoolService;

/// All of them.
pub(crate) fn routes() -> Router<PoolService> {
    under("").merge(under("/{pool_id}"))
}

fn under(base: &str) -> Router<PoolService> {
    let path = |path: &str| format!("{base}{path}");
    Router::new()
        .route(
            &path("/oauth2/authorize"),
            get(authorize::get).fallback(not_allowed),
        )
        .route(
            &path("/oauth2/idpresponse"),
            get(idp_response::get)
                .post(idp_response::post)
                .fallback(not_allowed),
        )
        .route(
            &path("/oauth2/token"),
            post(token::post).fallback(not_allowed),
        )
        .route(
            &path("/oauth2/userInfo"),
            get(user_info::answer)
                .post(user_info::answer)
                .fallback(not_allowed),
        )
        .route(
            &path("/oauth2/revoke"),
            post(revoke::post).fallback(not_allowed),
        )
        .route(&path("/logout"), get(logout::get).fallback(not_allowed))
        .merge(pages::routes(base))
}

/// Unlike on the API's only path, the method is what is wrong here.
pub(crate) async fn not_allowed() -> StatusCode {
    StatusCode::METHOD_NOT_ALLOWED
}
