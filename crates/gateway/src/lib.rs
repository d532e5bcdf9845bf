//! The gateway: an authentication service in front of any Cognito user pool.
//!
//! A library: [`Gateway::router`] nests in any axum application. It knows Cognito only through
//! `poolgate-client` and `poolgate-verify`, so the embedded pool, AWS and any compatible endpoint are
//! the same thing to it.
//!
//! ```no_run
//! use poolgate_client::ClientConfig;
//! use poolgate_gateway::{Config, Gateway, SecretKey};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let client = ClientConfig::new("eu-north-1", "eu-north-1_EXAMPLE01", "1example23456789");
//! let issuer = "https://cognito-idp.eu-north-1.amazonaws.com/eu-north-1_EXAMPLE01";
//! let gateway = Gateway::new(Config::new(client, issuer, SecretKey::new([0; 32]))).await?;
//! let app: axum::Router = gateway.router();
//! # Ok(())
//! # }
//! ```
//!
//! Serve it with `into_make_service_with_connect_info::<SocketAddr>()`: the limits need to know who
//! calls.
//!
//! Which error type where: handlers answer [`ApiError`], whose [`Code`] is the stable word that callers
//! see. How an error looks on the wire (JSON, `application/problem+json`, a page for a browser) is
//! decided once, in the outermost layer.

mod address;
mod answer;
mod attribute;
mod audit;
mod challenge;
mod clock;
mod code;
mod config;
mod data;
mod directory;
mod error;
mod extract;
mod factor;
mod field;
mod forwarded;
mod gateway;
mod guard;
mod guarded;
mod keys;
pub mod lambda;
mod layers;
mod limit;
mod local_path;
mod observer;
mod openapi;
mod otpauth;
mod pages;
mod pool_error;
mod privacy;
mod provider_name;
mod readiness;
mod refused_passwords;
mod reset;
mod routes;
mod rule;
mod session;
mod store;
mod to_login;
mod users;
mod verification;

pub use address::{Network, NetworkError};
pub use attribute::is_never_allowed;
pub use audit::AuditEvent;
pub use clock::{Clock, SystemClock};
pub use code::Code;
pub use config::{Config, ConfigError, Cors, Limits, SecretKey};
pub use data::Data;
pub use directory::{ReconcileError, Reconciled, reconcile};
pub use error::ApiError;
pub use gateway::Gateway;
pub use guard::{Guard, GuardedService};
pub use http::Method;
pub use local_path::is_local_path;
pub use openapi::document as openapi;
pub use pages::{Factor, Pages};
pub use privacy::Privacy;
pub use provider_name::provider_in_path;
pub use refused_passwords::RefusedPasswords;
pub use rule::{Access, PathPattern, PathPatternError, Rights, Rule};
pub use session::Lifetimes;
pub use store::{
    BrowserSession, MIGRATIONS, Profile, RedisSessions, RedisUrl, RedisUrlError, ResetCode,
    ResetToken, SessionStore, Sessions, SocketTicket, SqliteStore, Store, StoreError, TicketStore,
    Tried, Unsealed, Which,
};
pub use verification::{PoolDown, Verification};
