//! AdminDeleteUser: a user is gone, and the name is free at once.

use poolgate_pool_api::types::AdminDeleteUserRequest;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::users;
use crate::store::{Change, CommitError, Conflict};

/// Deletes the user with everything that belongs to it.
pub async fn run(ctx: &Ctx, input: AdminDeleteUserRequest) -> Result<(), Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let user = users::find_for_admin(ctx, &pool, &input.username).await?;
    match ctx
        .commit(vec![Change::DeleteUser {
            pool_id: pool.id.clone(),
            sub: user.sub,
        }])
        .await
    {
        Err(CommitError::Conflict(Conflict::Version)) => Err(Error::UserNotFound),
        result => Ok(result?),
    }
}
