//! What follows once the password is proved: the user's state decides.

use std::collections::BTreeMap;

use poolgate_pool_api::Timestamp;
use poolgate_pool_api::types::{ChallengeNameType, UserStatusType};
use serde_json::Value;

use super::after::After;
use super::challenge_session;
use super::device::{ClaimedDevice, Onward};
use super::mfa;
use super::step::Step;
use crate::ctx::{Ctx, Engine, Retry};
use crate::error::{Error, refuse};
use crate::model::{Client, Pool, User};
use crate::store::Change;

/// A proof of the password.
pub(crate) struct Proof {
    /// When the password was set.
    pub(crate) set_at: Timestamp,
    /// What is committed with the next step: what the proof has used up.
    pub(crate) changes: Vec<Change>,
    /// The device that the user says it is on.
    pub(crate) device: ClaimedDevice,
    /// What follows.
    pub(crate) after: After,
}

/// A day in milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// Refuses the user, asks for something more, or signs in.
pub(crate) async fn go_on(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    user: User,
    proof: Proof,
) -> Result<Step, Retry> {
    if let Some(refusal) = refusal_of(ctx, pool, client, &user, &proof) {
        // What the proof has used up stays used up: it is not kept for when the user's state changes.
        commit(ctx, proof.changes).await?;
        return refuse(refusal);
    }
    if user.status == UserStatusType::ForceChangePassword {
        let step = new_password_required(ctx, pool, client, &user, &proof.after)?;
        commit(ctx, proof.changes).await?;
        return Ok(step);
    }
    let onward = Onward {
        changes: proof.changes,
        device: proof.device,
        after: proof.after,
    };
    mfa::go_on(ctx, pool, client, &user, onward).await
}

async fn commit(engine: &Engine, changes: Vec<Change>) -> Result<(), Retry> {
    if !changes.is_empty() {
        engine.commit(changes).await?;
    }
    Ok(())
}

/// Why the user cannot sign in although the password is right.
fn refusal_of(
    engine: &Engine,
    pool: &Pool,
    client: &Client,
    user: &User,
    proof: &Proof,
) -> Option<Error> {
    let end = proof.set_at.0 + temporary_password_days(pool) * DAY;
    let expired = user.status == UserStatusType::ForceChangePassword && engine.clock.now().0 >= end;
    refusal(client, user).or_else(|| expired.then_some(Error::TemporaryPasswordExpired))
}

/// Why the user cannot sign in whatever was proved.
pub(crate) fn refusal(client: &Client, user: &User) -> Option<Error> {
    if !user.enabled {
        return Some(Error::UserDisabled);
    }
    match user.status {
        UserStatusType::Unconfirmed => Some(Error::UserNotConfirmed),
        UserStatusType::ResetRequired if client.rules.hides_users => {
            Some(Error::IncorrectUsernameOrPassword)
        }
        UserStatusType::ResetRequired => Some(Error::PasswordResetRequired),
        _ => None,
    }
}

fn temporary_password_days(pool: &Pool) -> i64 {
    let policy = pool
        .description
        .policies
        .as_ref()
        .and_then(|policies| policies.password_policy.as_ref());
    let days = policy
        .and_then(|policy| policy.temporary_password_validity_days)
        .unwrap_or(7);
    if days == 0 { 7 } else { i64::from(days) }
}

pub(crate) fn new_password_required(
    engine: &Engine,
    pool: &Pool,
    client: &Client,
    user: &User,
    after: &After,
) -> Result<Step, Error> {
    let name = ChallengeNameType::NewPasswordRequired;
    let missing = pool
        .rules
        .schema
        .missing(|name| user.attributes.contains_key(name));
    let missing: Vec<String> = missing
        .into_iter()
        .map(|name| format!("userAttributes.{name}"))
        .collect();
    let present = user
        .attributes
        .iter()
        .filter(|(name, _)| *name != "sub" && !name.starts_with("dev:"));
    let present: serde_json::Map<String, Value> = present
        .map(|(name, value)| (name.clone(), Value::String(value.clone())))
        .collect();
    let parameters = BTreeMap::from([
        ("USER_ID_FOR_SRP".to_owned(), user.username.clone()),
        (
            "requiredAttributes".to_owned(),
            serde_json::to_string(&missing).map_err(Error::internal)?,
        ),
        (
            "userAttributes".to_owned(),
            serde_json::to_string(&present).map_err(Error::internal)?,
        ),
    ]);
    Ok(Step::Challenge {
        name,
        session: Some(challenge_session::seal(engine, client, user, name, after)?),
        parameters,
        available: None,
    })
}
