//! DescribeManagedLoginBranding: a style by its id.

use poolgate_pool_api::types::{
    DescribeManagedLoginBrandingRequest, DescribeManagedLoginBrandingResponse,
};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::branding;

/// Gives back what was set.
pub async fn run(
    ctx: &Ctx,
    input: DescribeManagedLoginBrandingRequest,
) -> Result<DescribeManagedLoginBrandingResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let found = branding::find(ctx, &pool.id, &input.managed_login_branding_id).await?;
    Ok(DescribeManagedLoginBrandingResponse {
        managed_login_branding: Some(found.part.description),
    })
}
