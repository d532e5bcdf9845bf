//! OAuth 2.0 and OpenID Connect, through the endpoints.

mod authorize;
mod client_credentials;
mod domains;
mod logout;
mod redirect_uris;
mod refresh;
mod revoke;
mod token;
mod user_info;
pub(crate) mod world;
