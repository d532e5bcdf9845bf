//! ListUsersInGroup: the members of a group, a page at a time.

use poolgate_pool_api::types::{ListUsersInGroupRequest, ListUsersInGroupResponse};

use super::page;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::model::User;

/// Lists the members.
pub async fn run(
    ctx: &Ctx,
    input: ListUsersInGroupRequest,
) -> Result<ListUsersInGroupResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    ctx.store
        .group(&pool.id, &input.group_name)
        .await?
        .ok_or(Error::GroupNotFound)?;
    let limit = page::limit(input.limit);
    let after = page::after(input.next_token.as_deref())?;
    let users = ctx
        .store
        .users_in_group(&pool.id, &input.group_name, after.as_deref(), limit + 1)
        .await?;
    let (users, next_token) = page::cut(users, limit, |user| user.sub.as_str());
    Ok(ListUsersInGroupResponse {
        users: Some(users.iter().map(User::described).collect()),
        next_token,
    })
}
