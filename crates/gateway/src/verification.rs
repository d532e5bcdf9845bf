//! How a token is verified: by its signature and claims alone, or by asking the pool too.
//!
//! By itself a token counts until it expires, whatever became of its user. The pool knows of sign-outs, of
//! users that were disabled or deleted, and of passwords that were changed; asking it costs a call, which
//! the answers of [`crate::users::Users`] save for a moment.

use crate::code::Code;
use crate::error::ApiError;
use crate::extract::Caller;
use crate::gateway::Gateway;
use crate::session;

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

/// The caller whose token still counts with the pool. A session whose token does not is over: it is nobody's.
pub(crate) async fn vouched(gateway: &Gateway, caller: Caller) -> Result<Option<Caller>, ApiError> {
    match (vouch(gateway, &caller).await, &caller.session) {
        (Ok(()), _) => Ok(Some(caller)),
        (Err(error), Some((_, session))) if error.code() == Code::InvalidToken => {
            session::ended(gateway, session).await?;
            Ok(None)
        }
        (Err(error), _) => Err(error),
    }
}

/// Asks the pool whether the token still counts.
async fn vouch(gateway: &Gateway, caller: &Caller) -> Result<(), ApiError> {
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
