//! ListUserSessions: where a user is signed in, a page at a time.

use poolgate_pool_api::types::{ListUserSessionsRequest, ListUserSessionsResponse};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::user_sessions;
use crate::token;

/// Lists the sessions of the signed-in user. Every pool keeps track of them here; on AWS only those that are set to.
pub async fn run(
    ctx: &Ctx,
    input: ListUserSessionsRequest,
) -> Result<ListUserSessionsResponse, Error> {
    let who = token::authenticate(ctx, input.access_token.expose()).await?;
    let current = who.session_id.as_deref();
    let (sessions, next_token) =
        user_sessions::page(ctx, &who.user, current, input.next_token.as_deref()).await?;
    Ok(ListUserSessionsResponse {
        sessions: Some(sessions),
        next_token,
    })
}
