//! Who sets up an authenticator app: a signed-in user, or one whose sign-in asks for it.

use std::sync::Arc;

use poolgate_pool_api::Secret;

use super::challenge_session::{self, ChallengeSession};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::model::{MfaRules, Pool, User};
use crate::store::Change;
use crate::token;

/// Who sets it up.
pub(crate) struct SetUp {
    /// The pool.
    pub(crate) pool: Arc<Pool>,
    /// The user.
    pub(crate) user: User,
    /// The session of the sign-in that asks for it.
    session: Option<ChallengeSession>,
}

impl SetUp {
    /// By the access token, or by the session of the challenge `MFA_SETUP`. The text without either is unconfirmed.
    pub(crate) async fn begin(
        ctx: &Ctx,
        access_token: Option<&Secret>,
        session: Option<&Secret>,
    ) -> Result<Self, Error> {
        let this = match (access_token, session) {
            (Some(token), _) => {
                let who = token::authenticate(ctx, token.expose()).await?;
                Self {
                    pool: who.pool,
                    user: who.user,
                    session: None,
                }
            }
            (None, Some(session)) => {
                let session = challenge_session::open_set_up(ctx, session)?;
                let (_, pool) = ctx.client(session.client_id()).await?;
                let found = ctx
                    .store
                    .user_and_session(&pool.id, &session.sub, None)
                    .await?;
                Self {
                    user: found.0.ok_or(Error::SessionInvalid)?,
                    pool,
                    session: Some(session),
                }
            }
            (None, None) => {
                return Err(Error::InvalidParameter(
                    "Either AccessToken or Session must be provided.".to_owned(),
                ));
            }
        };
        if !MfaRules::of(&this.pool).software_token {
            return Err(Error::SoftwareTokenNotEnabled);
        }
        Ok(this)
    }

    /// The session to go on with, and the change that spends the one before.
    pub(crate) fn next_session(
        &self,
        ctx: &Ctx,
        set_up: bool,
    ) -> Result<(Option<Secret>, Option<Change>), Error> {
        let Some(session) = &self.session else {
            return Ok((None, None));
        };
        let next = challenge_session::seal_next(ctx, session, set_up)?;
        Ok((Some(next), Some(session.spend())))
    }
}
