//! DeleteResourceServer: an API and its scopes are gone.

use poolgate_pool_api::types::{DeleteResourceServerRequest, ResourceServerType};

use crate::ctx::Ctx;
use crate::documents;
use crate::error::Error;
use crate::store::{CommitError, Conflict};

/// Deletes the resource server.
pub async fn run(ctx: &Ctx, input: DeleteResourceServerRequest) -> Result<(), Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let change = documents::delete::<ResourceServerType>(&pool.id, &input.identifier);
    match ctx.commit(vec![change]).await {
        Err(CommitError::Conflict(Conflict::Version)) => {
            Err(Error::ResourceServerNotFound(input.identifier))
        }
        result => Ok(result?),
    }
}
