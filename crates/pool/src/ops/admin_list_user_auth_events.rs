//! AdminListUserAuthEvents: what happened at a user's sign-ins, newest first, a page at a time.

use poolgate_pool_api::types::{AdminListUserAuthEventsRequest, AdminListUserAuthEventsResponse};

use super::page;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::{auth_events, users};

/// Lists the events.
pub async fn run(
    ctx: &Ctx,
    input: AdminListUserAuthEventsRequest,
) -> Result<AdminListUserAuthEventsResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    if !auth_events::are_kept(&pool) {
        return Err(Error::AddOnNotEnabled);
    }
    let user = users::find_for_admin(ctx, &pool, &input.username).await?;
    let limit = page::limit(input.max_results);
    let after = page::after(input.next_token.as_deref())?;
    let invalid = |_| Error::InvalidParameter("Invalid pagination token".to_owned());
    let before = after.map(|number| number.parse()).transpose();
    let events = ctx
        .store
        .auth_events(&pool.id, &user.sub, before.map_err(invalid)?, limit + 1)
        .await?;
    let numbered: Vec<_> = events
        .into_iter()
        .map(|event| (event.number.to_string(), event.described))
        .collect();
    let (events, next_token) = page::cut(numbered, limit, |(number, _)| number.as_str());
    Ok(AdminListUserAuthEventsResponse {
        auth_events: Some(events.into_iter().map(|(_, event)| event).collect()),
        next_token,
    })
}
