//! DeleteUser: a signed-in user is gone, by its own wish.

use poolgate_pool_api::types::DeleteUserRequest;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::store::{Change, CommitError, Conflict};
use crate::token;

/// Deletes the user with everything that belongs to it; the name is free at once.
pub async fn run(ctx: &Ctx, input: DeleteUserRequest) -> Result<(), Error> {
    let who = token::authenticate(ctx, input.access_token.expose()).await?;
    let delete = Change::DeleteUser {
        pool_id: who.pool.id.clone(),
        sub: who.user.sub,
    };
    match ctx.commit(vec![delete]).await {
        Err(CommitError::Conflict(Conflict::Version)) => Err(Error::UserNotFound),
        result => Ok(result?),
    }
}
