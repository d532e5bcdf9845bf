//! What the program counts and measures, and the text that Prometheus reads.
//!
//! A [`Metrics`] is a value that is handed around, not a global: two gateways in one process, or two
//! tests, do not see each other's numbers. What there is stands in one table, [`ALL`]; a name that is
//! not in it cannot be counted.

mod registry;
mod table;

pub use registry::{Flight, Metrics};
pub use table::{ALL, Kind, Metric};
pub use table::{
    AUTH_ATTEMPTS, BUILD_INFO, COGNITO_REQUEST_DURATION, COGNITO_REQUESTS, HTTP_IN_FLIGHT,
    HTTP_REQUEST_DURATION, HTTP_REQUESTS, JWKS_AGE, JWKS_FETCHES, MAILS, POOL_REQUEST_DURATION,
    POOL_REQUESTS, RATE_LIMITED, SESSION_REFRESHES, SESSION_STORE_FAILURES, START_TIME,
    TOKEN_VERIFICATIONS,
};
