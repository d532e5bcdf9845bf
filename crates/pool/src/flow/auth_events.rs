//! What happens at the sign-ins of users is noted where a pool's add-ons ask for it. Nothing is judged: there is no
//! risk model, so that no risk is ever found.

use poolgate_pool_api::types::{
    AdvancedSecurityModeType, AuthEventType, ChallengeName, ChallengeResponse,
    ChallengeResponseType, EventContextDataType, EventResponseType, EventRiskType, EventType,
    RiskDecisionType,
};

use super::users;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::model::{AuthEvent, Pool, User};
use crate::store::Change;

/// Whether the pool keeps account of what happens.
pub(crate) fn are_kept(pool: &Pool) -> bool {
    let add_ons = pool.description.user_pool_add_ons.as_ref();
    matches!(
        add_ons.and_then(|add_ons| add_ons.advanced_security_mode),
        Some(AdvancedSecurityModeType::Audit | AdvancedSecurityModeType::Enforced)
    )
}

/// The change that notes what has happened to a user, if the pool keeps account of it. `id` is the event's in the
/// tokens, where there are any.
pub(crate) fn note(
    ctx: &Ctx,
    pool: &Pool,
    user: &User,
    kind: EventType,
    response: EventResponseType,
    asked: Option<ChallengeName>,
    id: Option<&str>,
) -> Option<Change> {
    if !are_kept(pool) {
        return None;
    }
    let now = ctx.clock.now();
    let id = id.map_or_else(|| ctx.uuid(), str::to_owned);
    let passed = response == EventResponseType::Pass;
    let answered = asked.map(|name| {
        vec![ChallengeResponseType {
            challenge_name: Some(name),
            challenge_response: Some(if passed {
                ChallengeResponse::Success
            } else {
                ChallengeResponse::Failure
            }),
        }]
    });
    let described = AuthEventType {
        event_id: Some(id.clone()),
        event_type: Some(kind),
        creation_date: Some(now),
        event_response: Some(response),
        event_risk: Some(EventRiskType {
            risk_decision: Some(RiskDecisionType::NoRisk),
            compromised_credentials_detected: Some(false),
            ..Default::default()
        }),
        challenge_responses: Some(answered.unwrap_or_default()),
        event_context_data: Some(EventContextDataType {
            ip_address: ctx.caller.address.map(|address| address.to_string()),
            ..Default::default()
        }),
        event_feedback: None,
    };
    Some(Change::CreateAuthEvent(Box::new(AuthEvent {
        pool_id: pool.id.clone(),
        sub: user.sub.clone(),
        number: 0,
        id,
        created_at: now,
        described,
    })))
}

/// Notes that a sign-in failed, and gives its result back. Where names are tried that are nobody's, as much is
/// written.
pub(crate) async fn of_sign_in<T>(
    ctx: &Ctx,
    pool: &Pool,
    typed: &str,
    asked: ChallengeName,
    result: Result<T, Error>,
) -> Result<T, Error> {
    if let Err(error) = &result
        && are_kept(pool)
        && is_failure(error)
    {
        let user = users::find(ctx, pool, typed).await?;
        let noted = user.and_then(|user| {
            let (kind, response) = (EventType::SignIn, EventResponseType::Fail);
            note(ctx, pool, &user, kind, response, Some(asked), None)
        });
        ctx.commit(vec![noted.unwrap_or(Change::Decoy)]).await?;
    }
    result
}

/// Whether an error says that somebody could not prove who it is, or may not sign in.
fn is_failure(error: &Error) -> bool {
    matches!(
        error.exception().name,
        "NotAuthorizedException"
            | "CodeMismatchException"
            | "ExpiredCodeException"
            | "PasswordResetRequiredException"
            | "UserNotConfirmedException"
    )
}
