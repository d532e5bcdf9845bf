//! RevokeUserSession: one session of a user is over.

use poolgate_pool_api::types::{RevokeUserSessionRequest, RevokeUserSessionResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::user_sessions;
use crate::token;

/// Ends a session of the signed-in user: its refresh token, and the access tokens that came from it. There are no
/// sessions of hosted pages yet that could be linked to it.
pub async fn run(
    ctx: &Ctx,
    input: RevokeUserSessionRequest,
) -> Result<RevokeUserSessionResponse, Error> {
    let who = token::authenticate(ctx, input.access_token.expose()).await?;
    let end = user_sessions::end(ctx, &who.user, &input.session_id).await?;
    ctx.commit(vec![end]).await?;
    Ok(RevokeUserSessionResponse {})
}
