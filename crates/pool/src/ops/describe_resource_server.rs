//! DescribeResourceServer: an API and its scopes.

use poolgate_pool_api::types::{
    DescribeResourceServerRequest, DescribeResourceServerResponse, ResourceServerType,
};

use crate::ctx::Ctx;
use crate::error::Error;

/// Reads the resource server.
pub async fn run(
    ctx: &Ctx,
    input: DescribeResourceServerRequest,
) -> Result<DescribeResourceServerResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let found = ctx
        .part::<ResourceServerType>(&pool.id, &input.identifier)
        .await?
        .ok_or(Error::ResourceServerNotFound(input.identifier))?;
    Ok(DescribeResourceServerResponse {
        resource_server: found.part,
    })
}
