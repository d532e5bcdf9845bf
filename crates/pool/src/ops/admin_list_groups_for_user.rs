//! AdminListGroupsForUser: the groups of a user by name, a page at a time.

use poolgate_pool_api::types::{AdminListGroupsForUserRequest, AdminListGroupsForUserResponse};

use super::page;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::users;
use crate::model::Group;

/// Lists the user's groups.
pub async fn run(
    ctx: &Ctx,
    input: AdminListGroupsForUserRequest,
) -> Result<AdminListGroupsForUserResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let user = users::find_for_admin(ctx, &pool, &input.username).await?;
    let limit = page::limit(input.limit);
    let after = page::after(input.next_token.as_deref())?.unwrap_or_default();
    let mut groups = ctx.store.groups_of_user(&pool.id, &user.sub).await?;
    groups.retain(|group| group.name > after);
    let (groups, next_token) = page::cut(groups, limit, |group| group.name.as_str());
    Ok(AdminListGroupsForUserResponse {
        groups: Some(groups.iter().map(Group::described).collect()),
        next_token,
    })
}
