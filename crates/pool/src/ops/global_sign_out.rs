//! GlobalSignOut: a user ends every session of its own.

use poolgate_pool_api::types::{GlobalSignOutRequest, GlobalSignOutResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::store::Change;
use crate::token;

/// Revokes all refresh tokens and all access tokens of the user.
pub async fn run(ctx: &Ctx, input: GlobalSignOutRequest) -> Result<GlobalSignOutResponse, Error> {
    let who = token::authenticate(ctx, input.access_token.expose()).await?;
    let change = Change::SignOutEverywhere {
        pool_id: who.pool.id.clone(),
        sub: who.user.sub,
        at: ctx.clock.now(),
    };
    ctx.commit(vec![change]).await?;
    Ok(GlobalSignOutResponse {})
}
