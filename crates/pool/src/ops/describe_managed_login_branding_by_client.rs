//! DescribeManagedLoginBrandingByClient: the style of an app client.

use poolgate_pool_api::types::{
    DescribeManagedLoginBrandingByClientRequest, DescribeManagedLoginBrandingByClientResponse,
};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::branding::Branding;

/// Gives back what was set.
pub async fn run(
    ctx: &Ctx,
    input: DescribeManagedLoginBrandingByClientRequest,
) -> Result<DescribeManagedLoginBrandingByClientResponse, Error> {
    let (client, pool) = ctx
        .own_client(&input.user_pool_id, &input.client_id)
        .await?;
    let found = ctx.part::<Branding>(&pool.id, &client.id).await?;
    let found = found.ok_or(Error::BrandingNotFound)?;
    Ok(DescribeManagedLoginBrandingByClientResponse {
        managed_login_branding: Some(found.part.description),
    })
}
