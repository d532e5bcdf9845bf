//! DescribeIdentityProvider: every setting of a provider.

use poolgate_pool_api::types::{DescribeIdentityProviderRequest, DescribeIdentityProviderResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::identity_providers::{find, shown};

/// Reads the provider.
pub async fn run(
    ctx: &Ctx,
    input: DescribeIdentityProviderRequest,
) -> Result<DescribeIdentityProviderResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let found = find(ctx, &pool, &input.provider_name).await?;
    Ok(DescribeIdentityProviderResponse {
        identity_provider: shown(found.part),
    })
}
