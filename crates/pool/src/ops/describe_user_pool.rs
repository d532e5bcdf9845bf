//! DescribeUserPool: every setting of a pool.

use poolgate_pool_api::types::{DescribeUserPoolRequest, DescribeUserPoolResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::domains;

/// Reads the pool.
pub async fn run(
    ctx: &Ctx,
    input: DescribeUserPoolRequest,
) -> Result<DescribeUserPoolResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let users = ctx.store.user_count(&pool.id).await?;
    let mut description = pool.description.clone();
    description.estimated_number_of_users = Some(i32::try_from(users).unwrap_or(i32::MAX));
    for domain in domains::of_pool(ctx, &pool.id).await? {
        if domains::is_custom(&domain.part) {
            description.custom_domain = domain.part.domain;
        } else {
            description.domain = domain.part.domain;
        }
    }
    Ok(DescribeUserPoolResponse {
        user_pool: Some(description),
    })
}
