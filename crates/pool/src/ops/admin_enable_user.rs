//! AdminEnableUser: a disabled user can sign in again.

use poolgate_pool_api::types::{AdminEnableUserRequest, AdminEnableUserResponse};

use crate::ctx::{Ctx, Retry};
use crate::error::Error;
use crate::flow::users;
use crate::store::Change;

/// Enables the user.
pub async fn run(
    ctx: &Ctx,
    input: AdminEnableUserRequest,
) -> Result<AdminEnableUserResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    ctx.retry(async || -> Result<_, Retry> {
        let user = users::find_for_admin(ctx, &pool, &input.username).await?;
        let mut user = users::touched(user, ctx.clock.now());
        user.enabled = true;
        ctx.commit(vec![Change::UpdateUser {
            user,
            aliases: None,
        }])
        .await?;
        Ok(AdminEnableUserResponse {})
    })
    .await
}
