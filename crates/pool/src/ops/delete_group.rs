//! DeleteGroup: a group is gone, its members stay.

use poolgate_pool_api::types::DeleteGroupRequest;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::store::{Change, CommitError, Conflict};

/// Deletes the group.
pub async fn run(ctx: &Ctx, input: DeleteGroupRequest) -> Result<(), Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let change = Change::DeleteGroup {
        pool_id: pool.id.clone(),
        name: input.group_name,
    };
    match ctx.commit(vec![change]).await {
        Err(CommitError::Conflict(Conflict::Version)) => Err(Error::GroupNotFound),
        result => Ok(result?),
    }
}
