//! GetIdentityProviderByIdentifier: the provider that has an identifier.

use poolgate_pool_api::types::{
    GetIdentityProviderByIdentifierRequest, GetIdentityProviderByIdentifierResponse,
    IdentityProviderType,
};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::identity_providers::{LIMIT, shown};

/// Finds the provider.
pub async fn run(
    ctx: &Ctx,
    input: GetIdentityProviderByIdentifierRequest,
) -> Result<GetIdentityProviderByIdentifierResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let providers = ctx
        .parts::<IdentityProviderType>(&pool.id, None, LIMIT)
        .await?;
    let found = providers.into_iter().find(|provider| {
        let mut identifiers = provider.part.idp_identifiers.iter().flatten();
        identifiers.any(|identifier| *identifier == input.idp_identifier)
    });
    match found {
        Some(found) => Ok(GetIdentityProviderByIdentifierResponse {
            identity_provider: shown(found.part),
        }),
        None => Err(Error::ProviderNotFound(input.idp_identifier)),
    }
}
