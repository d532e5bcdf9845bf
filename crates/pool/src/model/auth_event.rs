//! What happened at the sign-ins of users, in pools that keep account of it.

use poolgate_pool_api::Timestamp;
use poolgate_pool_api::types::AuthEventType;

/// An event as it is stored.
#[derive(Debug, Clone)]
pub struct AuthEvent {
    /// The pool.
    pub pool_id: String,
    /// The user.
    pub sub: String,
    /// Counts the events of a user; the store sets it.
    pub number: i64,
    /// Its id.
    pub id: String,
    /// When it happened.
    pub created_at: Timestamp,
    /// All of it, as the API gives it back. Stored sealed.
    pub described: AuthEventType,
}
