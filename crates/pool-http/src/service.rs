//! The router, and what its handlers share.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use http::StatusCode;
use poolgate_pool::Engine;
use poolgate_ui::Development;
use secrecy::SecretString;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

use crate::development::{self, DevelopmentProvider};
use crate::{discovery, health, oauth, wire};

/// What the doors of a pool need.
#[derive(Clone)]
pub struct PoolService {
    /// The engine behind them.
    pub engine: Arc<Engine>,
    /// Whose signatures count on signed operations.
    pub access: Arc<Access>,
    /// What plays identity providers in development.
    pub development: Arc<DevelopmentProvider>,
}

/// Whose signatures count on signed operations.
#[derive(Debug)]
pub struct Access {
    /// Keys whose signatures are verified. With any key here, no other signature counts.
    pub keys: Vec<AccessKey>,
    /// Who may sign with any key at all, where no keys are configured.
    pub any_signature: Development,
}

/// An access key of the pool's own.
#[derive(Debug, Clone)]
pub struct AccessKey {
    /// The id, as it stands in signatures.
    pub id: String,
    /// The secret.
    pub secret: SecretString,
    /// The token that must come with it, where it is a temporary key.
    pub session_token: Option<SecretString>,
    /// The account whose pools it manages.
    pub account: String,
}

/// A request extension: the caller is the gateway in this process, and needs no signature.
#[derive(Debug, Clone, Copy)]
pub struct InProcessCaller;

/// How long a request may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// All doors of the pool.
pub fn router(service: PoolService) -> Router {
    Router::new()
        .route("/", axum::routing::post(wire::handle))
        .route("/{pool_id}/.well-known/jwks.json", get(discovery::jwks))
        .route(
            "/{pool_id}/.well-known/openid-configuration",
            get(discovery::openid_configuration),
        )
        .merge(oauth::routes())
        .merge(development::routes())
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .fallback(wire::not_found)
        .method_not_allowed_fallback(wire::not_found)
        .layer(CatchPanicLayer::custom(wire::panicked))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            TIMEOUT,
        ))
        .layer(axum::middleware::from_fn(wire::cors))
        .with_state(service)
}
