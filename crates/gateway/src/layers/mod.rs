//! The layers around all routes, outermost first: request (id, log, errors as the caller reads them,
//! headers), CORS, panics, time, size, origin.

mod cors;
mod guard;
mod headers;
mod origin;
mod render;
mod request;
mod turned;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use tower_http::catch_panic::CatchPanicLayer;

pub(crate) use headers::no_cache;
pub(crate) use origin::{Act, Origin, is_on_our_page, is_vouched};
pub(crate) use render::Format;
pub(crate) use turned::turned;

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
        router = router.layer(cors::OwnRoutes(cors));
    }
    router.layer(from_fn_with_state(gateway.clone(), request::run))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::get;
    use http::Request;
    use http_body_util::BodyExt;
    use poolgate_client::{ClientConfig, Credentials};
    use tower::ServiceExt;

    use super::*;
    use crate::config::{Config, SecretKey};

    async fn broken() -> &'static str {
        panic!("a text that nobody must see")
    }

    #[tokio::test]
    async fn a_panic_is_an_answer_like_any_other() {
        let mut client = ClientConfig::new("eu-north-1", "eu-north-1_EXAMPLE01", "client");
        client.credentials = Credentials::None;
        let config = Config::new(client, "https://issuer.example", SecretKey::new([0; 32]));
        let gateway = Gateway::new(config).await.expect("a configuration");
        let router = wrap(Router::new().route("/", get(broken)), &gateway).with_state(gateway);
        let request = Request::get("/").body(Body::empty()).expect("a request");
        let response = router.oneshot(request).await.expect("an answer");
        assert_eq!(response.status(), 500);
        assert!(response.headers().contains_key("x-request-id"));
        let body = response.into_body().collect().await.expect("a body");
        let text = String::from_utf8_lossy(&body.to_bytes()).into_owned();
        assert!(text.contains(r#""error":"internal""#), "{text}");
        assert!(!text.contains("nobody must see"));
    }
}
