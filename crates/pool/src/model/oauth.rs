//! What OAuth keeps between two requests: authorization codes, and sign-ins of browsers.

use poolgate_pool_api::Timestamp;
use serde::{Deserialize, Serialize};

/// An authorization code as it is stored (RFC 6749 §4.1.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizationCode {
    /// SHA-256 of the code.
    pub hash: [u8; 32],
    /// The pool.
    pub pool_id: String,
    /// The user.
    pub sub: String,
    /// The app client.
    pub client_id: String,
    /// What the code stands for.
    pub grant: Grant,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was used, rightly or wrongly.
    pub used_at: Option<Timestamp>,
    /// The session that it gave.
    pub session_id: Option<String>,
}

/// What a user granted to an app client, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Where the code was sent to.
    pub redirect_uri: String,
    /// The scopes.
    pub scopes: Vec<String>,
    /// The S256 challenge (RFC 7636), where there was one.
    pub code_challenge: Option<String>,
    /// `nonce` (OpenID Connect Core §3.1.2.1).
    pub nonce: Option<String>,
    /// The resource that the access token is for (RFC 8707), where one was asked for.
    #[serde(default)]
    pub resource: Option<String>,
    /// When the user signed in, in milliseconds since 1970.
    pub signed_in_at: i64,
}

/// A sign-in of a browser at the managed login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrowserSession {
    /// SHA-256 of the cookie.
    pub hash: [u8; 32],
    /// The pool.
    pub pool_id: String,
    /// The user.
    pub sub: String,
    /// When the user signed in.
    pub signed_in_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}
