//! OAuth 2.0 and OpenID Connect over HTTP: one file an endpoint. Every pool has them under its id, as
//! `/POOL_ID/oauth2/token`; and at the root of a host that is its domain.

mod answer;
mod authorize;
pub(crate) mod cookie;
pub(crate) mod hosted;
mod idp_response;
pub(crate) mod logout;
mod provider_cookie;
pub(crate) mod redirect;
mod revoke;
mod routes;
mod token;
mod user_info;

pub(crate) use routes::{not_allowed, routes};
