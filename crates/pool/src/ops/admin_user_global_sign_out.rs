//! AdminUserGlobalSignOut: an administrator ends every session of a user.

use poolgate_pool_api::types::{AdminUserGlobalSignOutRequest, AdminUserGlobalSignOutResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::users;
use crate::store::{Change, CommitError, Conflict};

/// Revokes all refresh tokens and all access tokens of the user.
pub async fn run(
    ctx: &Ctx,
    input: AdminUserGlobalSignOutRequest,
) -> Result<AdminUserGlobalSignOutResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let user = users::find_for_admin(ctx, &pool, &input.username).await?;
    let sign_out = Change::SignOutEverywhere {
        pool_id: pool.id.clone(),
        sub: user.sub,
        at: ctx.clock.now(),
    };
    match ctx.commit(vec![sign_out]).await {
        Err(CommitError::Conflict(Conflict::Version)) => Err(Error::UserNotFound),
        result => {
            result?;
            Ok(AdminUserGlobalSignOutResponse {})
        }
    }
}
