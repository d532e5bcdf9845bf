//! DescribeUserPoolClient: every setting of an app client, its secret too.

use poolgate_pool_api::types::{DescribeUserPoolClientRequest, DescribeUserPoolClientResponse};

use super::create_user_pool_client::shown;
use crate::ctx::Ctx;
use crate::error::Error;

/// Reads the client.
pub async fn run(
    ctx: &Ctx,
    input: DescribeUserPoolClientRequest,
) -> Result<DescribeUserPoolClientResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let client = ctx
        .store
        .client(&input.client_id)
        .await?
        .filter(|client| client.pool_id == pool.id);
    let client = client.ok_or(Error::ClientNotFound(input.client_id))?;
    Ok(DescribeUserPoolClientResponse {
        user_pool_client: Some(shown(&client)),
    })
}
