//! What follows once the password is proved: the user's state decides.

use std::collections::BTreeMap;

use poolgate_pool_api::Timestamp;
use poolgate_pool_api::types::{ChallengeNameType, UserStatusType};
use serde_json::Value;

use super::challenge_session;
use super::device::{ClaimedDevice, Onward};
use super::mfa;
use super::step::Step;
use crate::ctx::{Engine, Retry};
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
}

/// A day in milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// Refuses the user, asks for something more, or signs in.
pub(crate) async fn go_on(
    engine: &Engine,
    pool: &Pool,
    client: &Client,
    user: User,
    proof: Proof,
) -> Result<Step, Retry> {
    if let Some(refusal) = refusal(engine, pool, client, &user, &proof) {
        // What the proof has used up stays used up: it is not kept for when the user's state changes.
        commit(engine, proof.changes).await?;
        return refuse(refusal);
    }
    if user.status == UserStatusType::ForceChangePassword {
        let step = new_password_required(engine, pool, client, &user)?;
        commit(engine, proof.changes).await?;
        return Ok(step);
    }
    let onward = Onward {
        changes: proof.changes,
        device: proof.device,
    };
    mfa::go_on(engine, pool, client, &user, onward).await
}

async fn commit(engine: &Engine, changes: Vec<Change>) -> Result<(), Retry> {
    if !changes.is_empty() {
        engine.commit(changes).await?;
    }
    Ok(())
}

/// Why the user cannot sign in although the password is right.
fn refusal(
    engine: &Engine,
    pool: &Pool,
    client: &Client,
    user: &User,
    proof: &Proof,
) -> Option<Error> {
    if !user.enabled {
        return Some(Error::UserDisabled);
    }
    match user.status {
        UserStatusType::Unconfirmed => Some(Error::UserNotConfirmed),
        UserStatusType::ResetRequired if client.rules.hides_users => {
            Some(Error::IncorrectUsernameOrPassword)
        }
        UserStatusType::ResetRequired => Some(Error::PasswordResetRequired),
        UserStatusType::ForceChangePassword => {
            let end = proof.set_at.0 + temporary_password_days(pool) * DAY;
            (engine.clock.now().0 >= end).then_some(Error::TemporaryPasswordExpired)
        }
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

fn new_password_required(
    engine: &Engine,
    pool: &Pool,
    client: &Client,
    user: &User,
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
        session: Some(challenge_session::seal(engine, client, user, name)?),
        parameters,
        available: None,
    })
}
