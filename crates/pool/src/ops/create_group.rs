//! CreateGroup: a group of users.

use poolgate_pool_api::types::{CreateGroupRequest, CreateGroupResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::model::Group;
use crate::store::{Change, CommitError, Conflict};

/// Creates the group.
pub async fn run(ctx: &Ctx, input: CreateGroupRequest) -> Result<CreateGroupResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let now = ctx.clock.now();
    let group = Group {
        pool_id: pool.id.clone(),
        name: input.group_name,
        description: input.description,
        role_arn: input.role_arn,
        precedence: input.precedence,
        created_at: now,
        modified_at: now,
    };
    match ctx.commit(vec![Change::CreateGroup(group.clone())]).await {
        Err(CommitError::Conflict(Conflict::Id)) => Err(Error::GroupExists),
        result => {
            result?;
            Ok(CreateGroupResponse {
                group: Some(group.described()),
            })
        }
    }
}
