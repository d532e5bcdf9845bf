//! AdminRemoveUserFromGroup: a user belongs to a group no more, from the next tokens on.

use poolgate_pool_api::types::AdminRemoveUserFromGroupRequest;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::users;
use crate::store::Change;

/// Removes the user, if there before.
pub async fn run(ctx: &Ctx, input: AdminRemoveUserFromGroupRequest) -> Result<(), Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let user = users::find_for_admin(ctx, &pool, &input.username).await?;
    ctx.store
        .group(&pool.id, &input.group_name)
        .await?
        .ok_or(Error::GroupNotFound)?;
    let change = Change::RemoveFromGroup {
        pool_id: pool.id.clone(),
        name: input.group_name,
        sub: user.sub,
    };
    Ok(ctx.commit(vec![change]).await?)
}
