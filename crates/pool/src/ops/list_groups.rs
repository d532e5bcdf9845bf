//! ListGroups: the groups of a pool by name, a page at a time.

use poolgate_pool_api::types::{ListGroupsRequest, ListGroupsResponse};

use super::page;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::model::Group;

/// Lists the groups.
pub async fn run(ctx: &Ctx, input: ListGroupsRequest) -> Result<ListGroupsResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let limit = page::limit(input.limit);
    let after = page::after(input.next_token.as_deref())?;
    let groups = ctx
        .store
        .groups(&pool.id, after.as_deref(), limit + 1)
        .await?;
    let (groups, next_token) = page::cut(groups, limit, |group| group.name.as_str());
    Ok(ListGroupsResponse {
        groups: Some(groups.iter().map(Group::described).collect()),
        next_token,
    })
}
