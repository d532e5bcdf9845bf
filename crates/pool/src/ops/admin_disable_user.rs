//! AdminDisableUser: the user can no longer sign in; refresh and access tokens stop working.

use poolgate_pool_api::types::{AdminDisableUserRequest, AdminDisableUserResponse};

use crate::ctx::{Ctx, Retry};
use crate::error::Error;
use crate::flow::users;
use crate::store::Change;

/// Disables the user.
pub async fn run(
    ctx: &Ctx,
    input: AdminDisableUserRequest,
) -> Result<AdminDisableUserResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    ctx.retry(async || -> Result<_, Retry> {
        let user = users::find_for_admin(ctx, &pool, &input.username).await?;
        let mut user = users::touched(user, ctx.clock.now());
        user.enabled = false;
        ctx.commit(vec![Change::UpdateUser {
            user,
            aliases: None,
        }])
        .await?;
        Ok(AdminDisableUserResponse {})
    })
    .await
}
