//! The layers around all routes, outermost first: request (id, log, errors as the caller reads them,
//! headers), CORS, panics, time, size, origin.

mod cors;
mod guard;
mod headers;
mod origin;
mod page;
mod render;
mod request;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use tower_http::catch_panic::CatchPanicLayer;

pub(crate) use headers::no_cache;
pub(crate) use origin::Origin;

use crate::code::Code;
use crate::error::ApiError;
use crate::gateway::Gateway;

/// Puts all layers around the routes.
pub(crate) fn wrap(router: Router<Gateway>, gateway: &Gateway) -> Router<Gateway> {
    let mut router = router
        .fallback(async || ApiError::new(Code::NotFound))
        .method_not_allowed_fallback(async || ApiError::new(Code::MethodNotAllowed))
        .layer(from_fn_with_state(gateway.clone(), guard::origin))
        .layer(DefaultBodyLimit::max(gateway.config().body_limit))
        .layer(from_fn_with_state(gateway.clone(), guard::size))
        .layer(from_fn_with_state(gateway.clone(), guard::time))
        .layer(CatchPanicLayer::custom(guard::panicked));
    if let Some(cors) = cors::layer(&gateway.config().cors) {
        router = router.layer(cors);
    }
    router.layer(from_fn_with_state(gateway.clone(), request::run))
}
