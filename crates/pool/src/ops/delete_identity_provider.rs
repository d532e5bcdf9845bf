//! DeleteIdentityProvider: nobody signs in through a provider any more. Its users stay.

use poolgate_pool_api::types::{DeleteIdentityProviderRequest, IdentityProviderType};

use crate::ctx::Ctx;
use crate::documents;
use crate::error::Error;
use crate::store::{CommitError, Conflict};

/// Deletes the provider.
pub async fn run(ctx: &Ctx, input: DeleteIdentityProviderRequest) -> Result<(), Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let change = documents::delete::<IdentityProviderType>(&pool.id, &input.provider_name);
    match ctx.commit(vec![change]).await {
        Err(CommitError::Conflict(Conflict::Version)) => {
            Err(Error::ProviderNotFound(input.provider_name))
        }
        result => Ok(result?),
    }
}
