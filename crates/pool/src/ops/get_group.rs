//! GetGroup: a group by its name.

use poolgate_pool_api::types::{GetGroupRequest, GetGroupResponse};

use crate::ctx::Ctx;
use crate::error::Error;

/// Reads the group.
pub async fn run(ctx: &Ctx, input: GetGroupRequest) -> Result<GetGroupResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let group = ctx
        .store
        .group(&pool.id, &input.group_name)
        .await?
        .ok_or(Error::GroupNotFound)?;
    Ok(GetGroupResponse {
        group: Some(group.described()),
    })
}
