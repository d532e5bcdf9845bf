//! CORS: which other origins may read the answers.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::Request;
use axum::response::Response;

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderName, HeaderValue, Method};
use tower::{Layer, Service};
use tower_http::cors::{AllowOrigin, Any, CorsLayer};

use crate::config::Cors;
use crate::forwarded;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Nothing where no origin is allowed: then no answer carries a header of CORS.
pub(crate) fn layer(cors: &Cors) -> Option<CorsLayer> {
    let layer = CorsLayer::new()
        .allow_methods([
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
        ])
        .allow_headers([ACCEPT, AUTHORIZATION, CONTENT_TYPE, REQUEST_ID])
        .expose_headers([REQUEST_ID, RETRY_AFTER, WWW_AUTHENTICATE])
        .max_age(Duration::from_mins(10));
    match cors {
        Cors::None => None,
        Cors::Origins(origins) => {
            let origins: Vec<_> = origins
                .iter()
                .filter_map(|origin| HeaderValue::from_str(origin).ok())
                .collect();
            Some(
                layer
                    .allow_origin(AllowOrigin::list(origins))
                    .allow_credentials(true),
            )
        }
        Cors::Any => Some(layer.allow_origin(Any)),
    }
}

/// CORS for all routes but those that proxies ask about other requests: an OPTIONS there is not a preflight of a browser
/// but a request to an application, which must not be let through by an answer of 200.
#[derive(Clone, Debug)]
pub(crate) struct OwnRoutes(pub(crate) CorsLayer);

impl<S: Clone> Layer<S> for OwnRoutes {
    type Service = OwnRoutesService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        OwnRoutesService {
            asked: inner.clone(),
            own: self.0.layer(inner),
        }
    }
}

/// The service that [`OwnRoutes`] makes.
#[derive(Clone)]
pub(crate) struct OwnRoutesService<S> {
    asked: S,
    own: tower_http::cors::Cors<S>,
}

impl<S> Service<Request> for OwnRoutesService<S>
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        match self.asked.poll_ready(cx) {
            Poll::Ready(Ok(())) => self.own.poll_ready(cx),
            other => other,
        }
    }

    fn call(&mut self, request: Request) -> Self::Future {
        if forwarded::is_asked(request.uri().path()) {
            Box::pin(self.asked.call(request))
        } else {
            Box::pin(self.own.call(request))
        }
    }
}
