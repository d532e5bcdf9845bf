//! CORS: which other origins may read the answers.

use std::time::Duration;

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderName, HeaderValue, Method};
use tower_http::cors::{AllowOrigin, Any, CorsLayer};

use crate::config::Cors;

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
