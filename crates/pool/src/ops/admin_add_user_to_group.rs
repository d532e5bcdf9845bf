//! AdminAddUserToGroup: a user belongs to a group, from the next tokens on.

use poolgate_pool_api::types::AdminAddUserToGroupRequest;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::users;
use crate::store::{Change, CommitError, Conflict};

/// How many groups a user can belong to.
const MOST: usize = 100;

/// Adds the user, if not there before.
pub async fn run(ctx: &Ctx, input: AdminAddUserToGroupRequest) -> Result<(), Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let user = users::find_for_admin(ctx, &pool, &input.username).await?;
    if ctx.store.groups_of_user(&pool.id, &user.sub).await?.len() >= MOST {
        return Err(Error::GroupLimit);
    }
    let change = Change::AddToGroup {
        pool_id: pool.id.clone(),
        name: input.group_name,
        sub: user.sub,
    };
    match ctx.commit(vec![change]).await {
        Err(CommitError::Conflict(Conflict::Version)) => Err(Error::GroupNotFound),
        result => Ok(result?),
    }
}
