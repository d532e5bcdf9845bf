//! AdminListUserSessions: where a user is signed in, a page at a time.

use poolgate_pool_api::types::{AdminListUserSessionsRequest, AdminListUserSessionsResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::{user_sessions, users};

/// Lists the sessions of the user that the administrator names. Every pool keeps track of them here; on AWS only
/// those that are set to.
pub async fn run(
    ctx: &Ctx,
    input: AdminListUserSessionsRequest,
) -> Result<AdminListUserSessionsResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let user = users::find_for_admin(ctx, &pool, &input.username).await?;
    let (sessions, next_token) =
        user_sessions::page(ctx, &user, None, input.next_token.as_deref()).await?;
    Ok(AdminListUserSessionsResponse {
        sessions: Some(sessions),
        next_token,
    })
}
