//! AdminUpdateAuthEventFeedback: an administrator says whether an event was the user's own doing.

use poolgate_pool_api::types::{
    AdminUpdateAuthEventFeedbackRequest, AdminUpdateAuthEventFeedbackResponse, EventFeedbackType,
};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::{auth_events, users};
use crate::store::{Change, CommitError, Conflict};

/// Who gave the feedback, as events name it.
const PROVIDER: &str = "Admin";

/// Notes the feedback with the event.
pub async fn run(
    ctx: &Ctx,
    input: AdminUpdateAuthEventFeedbackRequest,
) -> Result<AdminUpdateAuthEventFeedbackResponse, Error> {
    let pool = ctx.own_pool(&input.user_pool_id).await?;
    if !auth_events::are_kept(&pool) {
        return Err(Error::AddOnNotEnabled);
    }
    let user = users::find_for_admin(ctx, &pool, &input.username).await?;
    let found = ctx
        .store
        .auth_event(&pool.id, &user.sub, &input.event_id)
        .await?;
    let mut event = found.ok_or(Error::AuthEventNotFound)?;
    event.described.event_feedback = Some(EventFeedbackType {
        feedback_value: input.feedback_value,
        provider: PROVIDER.to_owned(),
        feedback_date: Some(ctx.clock.now()),
    });
    match ctx
        .commit(vec![Change::UpdateAuthEvent(Box::new(event))])
        .await
    {
        Err(CommitError::Conflict(Conflict::Version)) => Err(Error::AuthEventNotFound),
        result => {
            result?;
            Ok(AdminUpdateAuthEventFeedbackResponse {})
        }
    }
}
