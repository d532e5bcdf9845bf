//! How a token is verified: by its signature and claims alone, or by asking the pool too.
//!
//! By itself a token counts until it expires, whatever became of its user. The pool knows of sign-outs, of
//! users that were disabled or deleted, and of passwords that were changed; asking it costs a call, which
//! the answers of [`crate::users::Users`] save for a moment.

use crate::error::ApiError;
use crate::extract::Caller;
use crate::gateway::Gateway;

/// How a token is verified.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verification {
    /// Signature and claims.
    #[default]
    Local,
    /// The pool is asked as well, at most once in [`crate::Config::user_cache`] for a token.
    Strict,
}

/// What strict verification does while the pool cannot be asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PoolDown {
    /// Nobody passes: 503.
    #[default]
    Refuse,
    /// Signature and claims count alone.
    Trust,
}

/// Asks the pool whether the token still counts.
pub(crate) async fn vouch(gateway: &Gateway, caller: &Caller) -> Result<(), ApiError> {
    let Err(error) = gateway.users().get(gateway.client(), caller).await else {
        return Ok(());
    };
    if error.is_unavailable() && gateway.config().pool_down == PoolDown::Trust {
        tracing::warn!(
            error = &*error as &dyn std::error::Error,
            "the pool does not say whether a token still counts: it is trusted"
        );
        return Ok(());
    }
    Err(ApiError::of_shared(&error))
}
