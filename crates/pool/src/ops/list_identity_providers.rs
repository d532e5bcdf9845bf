//! ListIdentityProviders: the providers of a pool by name, a page at a time.

use poolgate_pool_api::types::{
    IdentityProviderType, ListIdentityProvidersRequest, ListIdentityProvidersResponse,
    ProviderDescription,
};

use super::page;
use crate::ctx::Ctx;
use crate::documents::Kept;
use crate::error::Error;

/// Lists the providers.
pub async fn run(
    ctx: &Ctx,
    input: ListIdentityProvidersRequest,
) -> Result<ListIdentityProvidersResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let limit = page::limit(input.max_results);
    let after = page::after(input.next_token.as_deref())?;
    let found = ctx
        .parts::<IdentityProviderType>(&pool.id, after.as_deref(), limit + 1)
        .await?;
    let (found, next_token) = page::cut(found, limit, Kept::key);
    let described = found.into_iter().map(|kept| ProviderDescription {
        provider_name: kept.part.provider_name,
        provider_type: kept.part.provider_type,
        last_modified_date: kept.part.last_modified_date,
        creation_date: kept.part.creation_date,
    });
    Ok(ListIdentityProvidersResponse {
        providers: described.collect(),
        next_token,
    })
}
