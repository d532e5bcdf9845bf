//! UpdateIdentityProvider: other settings of a provider. What is left out stays.

use poolgate_pool_api::types::{
    IdentityProviderTypeType, UpdateIdentityProviderRequest, UpdateIdentityProviderResponse,
};

use crate::ctx::{Ctx, Retry};
use crate::error::Error;
use crate::flow::identity_providers::{check_identifiers, details, find, mapping, shown};

/// Changes the provider.
pub async fn run(
    ctx: &Ctx,
    input: UpdateIdentityProviderRequest,
) -> Result<UpdateIdentityProviderResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    ctx.retry(async || {
        let mut found = find(ctx, &pool, &input.provider_name).await?;
        let provider = &mut found.part;
        let provider_type = provider
            .provider_type
            .unwrap_or(IdentityProviderTypeType::Oidc);
        if let Some(given) = &input.provider_details {
            provider.provider_details = Some(details(provider_type, given)?);
        }
        if let Some(given) = &input.attribute_mapping {
            provider.attribute_mapping = Some(mapping(&pool, provider_type, Some(given))?);
        }
        if let Some(identifiers) = &input.idp_identifiers {
            check_identifiers(ctx, &pool, &input.provider_name, identifiers).await?;
            provider.idp_identifiers = Some(identifiers.clone());
        }
        if input.acr_mapping.is_some() {
            provider.acr_mapping.clone_from(&input.acr_mapping);
        }
        provider.last_modified_date = Some(ctx.clock.now());
        ctx.commit(vec![found.update()?]).await?;
        Ok::<_, Retry>(UpdateIdentityProviderResponse {
            identity_provider: shown(found.part),
        })
    })
    .await
}
