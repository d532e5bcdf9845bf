//! DeleteUserPoolDomain: a pool's pages have no address of their own any more.

use poolgate_pool_api::types::{
    DeleteUserPoolDomainRequest, DeleteUserPoolDomainResponse, DomainDescriptionType,
};

use crate::ctx::Ctx;
use crate::documents;
use crate::error::Error;
use crate::store::{CommitError, Conflict};

/// Deletes the domain.
pub async fn run(
    ctx: &Ctx,
    input: DeleteUserPoolDomainRequest,
) -> Result<DeleteUserPoolDomainResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let change = documents::delete::<DomainDescriptionType>(&pool.id, &input.domain);
    match ctx.commit(vec![change]).await {
        Err(CommitError::Conflict(Conflict::Version)) => Err(Error::DomainNotFound),
        result => {
            result?;
            Ok(DeleteUserPoolDomainResponse {})
        }
    }
}
