//! ListResourceServers: the APIs of a pool by identifier, a page at a time.

use poolgate_pool_api::types::{
    ListResourceServersRequest, ListResourceServersResponse, ResourceServerType,
};

use super::page;
use crate::ctx::Ctx;
use crate::documents::Kept;
use crate::error::Error;

/// The largest page, and the one that is given where no size is asked for.
const PAGE: i32 = 50;

/// Lists the resource servers.
pub async fn run(
    ctx: &Ctx,
    input: ListResourceServersRequest,
) -> Result<ListResourceServersResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let limit = page::limit(input.max_results.or(Some(PAGE)));
    let after = page::after(input.next_token.as_deref())?;
    let found = ctx
        .parts::<ResourceServerType>(&pool.id, after.as_deref(), limit + 1)
        .await?;
    let (found, next_token) = page::cut(found, limit, Kept::key);
    Ok(ListResourceServersResponse {
        resource_servers: found.into_iter().map(|kept| kept.part).collect(),
        next_token,
    })
}
