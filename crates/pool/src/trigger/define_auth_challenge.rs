//! DefineAuthChallenge: says what comes next in a sign-in of the owner's own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::attributes;
use super::call::Metadata;
use super::challenge::{ChallengeResult, Guest};
use super::event::Event;
use super::kind::Trigger;
use super::run;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::model::Pool;

const TRIGGER: Trigger = Trigger::DefineAuthChallenge;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Request<'a> {
    user_attributes: BTreeMap<String, String>,
    session: &'a [ChallengeResult],
    #[serde(skip_serializing_if = "Option::is_none")]
    client_metadata: Option<&'a Metadata>,
    user_not_found: bool,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Response {
    challenge_name: Option<String>,
    issue_tokens: Option<bool>,
    fail_authentication: Option<bool>,
}

/// What comes next.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// The user is signed in.
    Tokens,
    /// The sign-in is refused.
    Fail,
    /// A challenge of the owner's own.
    Custom,
    /// The password, by SRP.
    Password,
}

/// Whether the pool has such a function at all.
pub(crate) fn is_set(ctx: &Ctx, pool: &Pool) -> bool {
    TRIGGER.function(ctx, pool).is_some()
}

/// Asks, with everything that was proved so far.
pub(crate) async fn ask(
    ctx: &Ctx,
    guest: &Guest<'_>,
    history: &[ChallengeResult],
) -> Result<Next, Error> {
    let arn = TRIGGER.function(ctx, guest.pool);
    let arn = arn.ok_or_else(super::challenge::not_configured)?;
    let request = Request {
        user_attributes: attributes::of_anybody(guest.pool, guest.user),
        session: history,
        client_metadata: ctx.call.client_metadata.as_ref(),
        user_not_found: guest.user.is_none(),
    };
    let occasion = guest.occasion("DefineAuthChallenge_Authentication");
    let event = Event::new(occasion, request, Response::default());
    let response: Response = run::ask(ctx, TRIGGER, arn, &event).await?;
    match response {
        // Whoever says both does not mean that the user is signed in.
        Response {
            fail_authentication: Some(true),
            ..
        } => Ok(Next::Fail),
        Response {
            issue_tokens: Some(true),
            ..
        } => Ok(Next::Tokens),
        Response { challenge_name, .. } => match challenge_name.as_deref() {
            Some("CUSTOM_CHALLENGE") => Ok(Next::Custom),
            Some("PASSWORD_VERIFIER") => Ok(Next::Password),
            _ => Err(Error::InvalidLambdaResponse),
        },
    }
}
