//! DeleteUserPool: a pool is gone with its clients and users.

use poolgate_pool_api::types::{DeleteUserPoolRequest, DeletionProtectionType};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::domains;
use crate::store::{Change, CommitError, Conflict};

/// Deletes the pool, unless it is protected.
pub async fn run(ctx: &Ctx, input: DeleteUserPoolRequest) -> Result<(), Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    if pool.description.deletion_protection == Some(DeletionProtectionType::Active) {
        return Err(Error::InvalidParameter(
            "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first."
                .to_owned(),
        ));
    }
    if !domains::of_pool(ctx, &pool.id).await?.is_empty() {
        return Err(Error::InvalidParameter(
            "User pool cannot be deleted. It has a domain configured that should be deleted first."
                .to_owned(),
        ));
    }
    let result = ctx
        .commit(vec![Change::DeletePool {
            pool_id: pool.id.clone(),
        }])
        .await;
    ctx.keys.forget(&pool.id);
    match result {
        Err(CommitError::Conflict(Conflict::Version)) => {
            Err(Error::PoolNotFound(input.user_pool_id))
        }
        result => Ok(result?),
    }
}
