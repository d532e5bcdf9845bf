//! AdminRevokeUserSession: one session of a user is over.

use poolgate_pool_api::types::{AdminRevokeUserSessionRequest, AdminRevokeUserSessionResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::{user_sessions, users};

/// Ends a session of the user that the administrator names.
pub async fn run(
    ctx: &Ctx,
    input: AdminRevokeUserSessionRequest,
) -> Result<AdminRevokeUserSessionResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    let user = users::find_for_admin(ctx, &pool, &input.username).await?;
    let end = user_sessions::end(ctx, &user, &input.session_id).await?;
    ctx.commit(vec![end]).await?;
    Ok(AdminRevokeUserSessionResponse {})
}
