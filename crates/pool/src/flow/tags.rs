//! Tags of pools, which are the resources that can have some.

use std::sync::Arc;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::model::Pool;

/// How many tags a pool can have.
pub(crate) const LIMIT: usize = 50;

/// The pool of an ARN, if the caller may address it. The texts are unconfirmed.
pub(crate) async fn pool_of(ctx: &Ctx, arn: &str) -> Result<Arc<Pool>, Error> {
    let invalid = || Error::InvalidParameter("Invalid resource ARN.".to_owned());
    let (_, id) = arn.split_once(":userpool/").ok_or_else(invalid)?;
    let pool = ctx.own_pool(id).await?;
    if pool.description.arn.as_deref() == Some(arn) {
        Ok(pool)
    } else {
        Err(Error::PoolNotFound(id.to_owned()))
    }
}
