//! UpdateGroup: what is given of a group changes, the rest stays.

use poolgate_pool_api::types::{UpdateGroupRequest, UpdateGroupResponse};

use crate::ctx::{Ctx, Retry};
use crate::error::Error;
use crate::store::Change;

/// Changes the group.
pub async fn run(ctx: &Ctx, input: UpdateGroupRequest) -> Result<UpdateGroupResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    ctx.retry(async || {
        let found = ctx.store.group(&pool.id, &input.group_name).await?;
        let mut group = found.ok_or(Error::GroupNotFound)?;
        group.description = input.description.clone().or(group.description);
        group.role_arn = input.role_arn.clone().or(group.role_arn);
        group.precedence = input.precedence.or(group.precedence);
        group.modified_at = ctx.clock.now();
        ctx.commit(vec![Change::UpdateGroup(group.clone())]).await?;
        Ok::<_, Retry>(UpdateGroupResponse {
            group: Some(group.described()),
        })
    })
    .await
}
