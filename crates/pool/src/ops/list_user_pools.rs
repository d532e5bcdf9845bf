//! ListUserPools: the pools of an account in a region, a page at a time.

use poolgate_pool_api::types::{
    ListUserPoolsRequest, ListUserPoolsResponse, UserPoolDescriptionType,
};

use super::page;
use crate::ctx::Ctx;
use crate::error::Error;

/// Lists the pools of the caller's account and region.
pub async fn run(ctx: &Ctx, input: ListUserPoolsRequest) -> Result<ListUserPoolsResponse, Error> {
    let limit = usize::try_from(input.max_results).unwrap_or(1);
    let after = page::after(input.next_token.as_deref())?;
    let pools = ctx
        .store
        .pools(
            &ctx.caller.account,
            &ctx.caller.region,
            after.as_deref(),
            limit + 1,
        )
        .await?;
    let (pools, next_token) = page::cut(pools, limit, |pool| pool.id.as_str());
    let describe = |pool: &crate::model::Pool| UserPoolDescriptionType {
        id: Some(pool.id.clone()),
        name: pool.description.name.clone(),
        lambda_config: Some(pool.description.lambda_config.clone().unwrap_or_default()),
        last_modified_date: pool.description.last_modified_date,
        creation_date: pool.description.creation_date,
        ..Default::default()
    };
    Ok(ListUserPoolsResponse {
        user_pools: Some(pools.iter().map(|pool| describe(pool)).collect()),
        next_token,
    })
}
