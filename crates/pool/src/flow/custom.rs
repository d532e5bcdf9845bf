//! `CUSTOM_AUTH`: the functions of the pool's owner say what is asked, and whether the answers are right.
//!
//! The history of the sign-in and what only the judge may know travel sealed in the session. A session is used up
//! before its answer is judged, so that many guesses at once are not one guess each.

use std::collections::BTreeMap;

use poolgate_pool_api::Secret;
use poolgate_pool_api::types::{ChallengeNameType, UserStatusType};
use serde::{Deserialize, Serialize};

use super::after::After;
use super::device::{self, ClaimedDevice, Onward};
use super::parameters::Parameters;
use super::step::Step;
use super::{challenge_session, client_proof, mfa, proved, srp, users};
use crate::ctx::{Ctx, Retry};
use crate::error::{Error, refuse};
use crate::model::{Client, Pool, User};
use crate::trigger::challenge::{self, ChallengeResult, Guest};
use crate::trigger::define_auth_challenge::{self, Next};
use crate::trigger::pre_authentication;

/// What is known of such a sign-in between two requests.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct CustomState {
    /// What was answered so far.
    #[serde(rename = "h")]
    history: Vec<ChallengeResult>,
    /// What the judge of the next answer gets.
    #[serde(rename = "p", default, skip_serializing_if = "BTreeMap::is_empty")]
    private: BTreeMap<String, String>,
    /// What is noted of the challenge that waits for its answer.
    #[serde(rename = "m", default, skip_serializing_if = "Option::is_none")]
    metadata: Option<String>,
    /// The name as it was given, where it is nobody's.
    #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
    nobody: Option<String>,
    /// The device whose proof does for the second factor: it is asked for at the end, whatever later answers say.
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    device: Option<String>,
}

impl CustomState {
    /// The same with a device that must prove itself at the end.
    pub(super) fn on_device(mut self, key: Option<String>) -> Self {
        self.device = key;
        self
    }

    /// Adds a challenge to the history.
    pub(crate) fn note(&mut self, challenge: &str, right: bool) {
        self.history.push(ChallengeResult {
            name: challenge.to_owned(),
            right,
            metadata: None,
        });
    }
}

/// The first request.
pub(crate) async fn start(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    parameters: &Parameters,
) -> Result<Step, Error> {
    client_proof::check_hash(client, parameters.username(), parameters.get("SECRET_HASH"))?;
    if !define_auth_challenge::is_set(ctx, pool) {
        return Err(challenge::not_configured());
    }
    let typed = parameters.require("USERNAME")?.expose();
    let mut state = CustomState::default();
    match parameters.get("CHALLENGE_NAME").map(Secret::expose) {
        None | Some("CUSTOM_CHALLENGE") => {}
        Some("SRP_A") => {
            parameters.require("SRP_A")?;
            state.note("SRP_A", true);
        }
        // The text is unconfirmed.
        Some(_) => {
            return Err(Error::InvalidParameter(
                "Invalid CHALLENGE_NAME for CUSTOM_AUTH.".to_owned(),
            ));
        }
    }
    let user = find(ctx, pool, client, typed).await?;
    pre_authentication::ask(ctx, pool, client, typed).await?;
    let guest = Guest {
        pool,
        client,
        user: user.as_ref(),
        typed,
    };
    match define_auth_challenge::ask(ctx, &guest, &state.history).await? {
        Next::Password if !state.history.is_empty() => {
            by_password(ctx, pool, client, parameters, state).await
        }
        next => {
            let device = parameters.device();
            let decided = decide(ctx, &guest, state, next, device);
            decided.await.map_err(Retry::into_error)
        }
    }
}

/// The password by SRP. The state is in the secret block, which cannot be answered without it; clients echo the session
/// all the same.
async fn by_password(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    parameters: &Parameters,
    state: CustomState,
) -> Result<Step, Error> {
    let mut step = srp::start(ctx, pool, client, parameters, After::Custom(state)).await?;
    if let Step::Challenge {
        name,
        session,
        parameters,
        ..
    } = &mut step
    {
        let user_id = parameters.get("USERNAME").map_or("", String::as_str);
        *session = Some(challenge_session::seal_first(
            ctx, client, user_id, *name, None,
        )?);
    }
    Ok(step)
}

/// The answer to a `CUSTOM_CHALLENGE`.
pub(crate) async fn answer(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    session: Option<&Secret>,
    responses: &Parameters,
) -> Result<Step, Error> {
    let session =
        challenge_session::open(ctx, client, ChallengeNameType::CustomChallenge, session)?;
    let typed = responses.require("USERNAME")?.expose();
    let answer = responses.require("ANSWER")?.expose();
    let After::Custom(mut state) = session.after.clone() else {
        return Err(Error::SessionInvalid);
    };
    let user = match &state.nobody {
        Some(name) if typed == name || typed == nobody_id(ctx, pool, name) => None,
        Some(_) => return Err(Error::SessionInvalid),
        None => {
            let user = users::find(ctx, pool, typed).await?;
            let user = user.filter(|user| user.sub == session.sub);
            Some(user.ok_or(Error::SessionInvalid)?)
        }
    };
    let spent = ctx.commit(vec![session.spend()]).await;
    mfa::used(spent.map_err(Retry::from)).map_err(Retry::into_error)?;
    let name = state.nobody.clone();
    let guest = Guest {
        pool,
        client,
        user: user.as_ref(),
        typed: name.as_deref().unwrap_or(typed),
    };
    let private = std::mem::take(&mut state.private);
    let right = challenge::verify(ctx, &guest, &private, answer).await?;
    state.history.push(ChallengeResult {
        name: ChallengeNameType::CustomChallenge.as_str().to_owned(),
        right,
        metadata: state.metadata.take(),
    });
    let next = define_auth_challenge::ask(ctx, &guest, &state.history).await?;
    let decided = decide(ctx, &guest, state, next, responses.device());
    decided.await.map_err(Retry::into_error)
}

/// Goes on after a challenge of the pool itself.
pub(crate) async fn go_on(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    user: &User,
    state: CustomState,
    device: ClaimedDevice,
) -> Result<Step, Retry> {
    let guest = Guest {
        pool,
        client,
        user: Some(user),
        typed: &user.username,
    };
    let next = define_auth_challenge::ask(ctx, &guest, &state.history).await?;
    decide(ctx, &guest, state, next, device).await
}

async fn decide(
    ctx: &Ctx,
    guest: &Guest<'_>,
    state: CustomState,
    next: Next,
    device: ClaimedDevice,
) -> Result<Step, Retry> {
    match (next, guest.user) {
        (Next::Custom, _) => Ok(ask(ctx, guest, state).await?),
        (Next::Tokens, Some(user)) => sign_in(ctx, guest, user, state, device).await,
        // Nobody is never signed in, whatever the function says.
        (Next::Fail, _) | (Next::Tokens, None) => refuse(Error::IncorrectUsernameOrPassword),
        // The password can only come first.
        (Next::Password, _) => refuse(Error::InvalidLambdaResponse),
    }
}

/// A new challenge.
async fn ask(ctx: &Ctx, guest: &Guest<'_>, mut state: CustomState) -> Result<Step, Error> {
    let created = challenge::create(ctx, guest, &state.history).await?;
    state.private = created.private_challenge_parameters.unwrap_or_default();
    state.metadata = created.challenge_metadata;
    let (pool, client) = (guest.pool, guest.client);
    let (sub, name) = if let Some(user) = guest.user {
        (user.sub.clone(), user.username.clone())
    } else {
        state.nobody = Some(guest.typed.to_owned());
        (String::from("?"), nobody_id(ctx, pool, guest.typed))
    };
    let mut parameters = created.public_challenge_parameters.unwrap_or_default();
    parameters.insert("USERNAME".to_owned(), name);
    Ok(Step::Challenge {
        name: ChallengeNameType::CustomChallenge,
        session: Some(challenge_session::seal_custom(ctx, client, &sub, state)?),
        parameters,
        available: None,
    })
}

/// The functions are content. The user's own state still counts: who must choose a password does so now.
async fn sign_in(
    ctx: &Ctx,
    guest: &Guest<'_>,
    user: &User,
    state: CustomState,
    mut device: ClaimedDevice,
) -> Result<Step, Retry> {
    let (pool, client) = (guest.pool, guest.client);
    if let Some(refusal) = proved::refusal(client, user) {
        return refuse(refusal);
    }
    if user.status == UserStatusType::ForceChangePassword {
        let after = After::default();
        return Ok(proved::new_password_required(
            ctx, pool, client, user, &after,
        )?);
    }
    let must_prove = state.device.is_some();
    device.key = state.device.or(device.key);
    let onward = Onward {
        device,
        ..Onward::default()
    };
    if must_prove {
        let device = device::find(ctx, pool, user, &onward).await?;
        if !device::replaces_mfa(pool, device.as_ref()) {
            return refuse(Error::IncorrectUsernameOrPassword);
        }
    }
    device::finish(ctx, pool, client, user, onward).await
}

/// Who signs in; `None` for nobody, and for the disabled where users are hidden.
async fn find(ctx: &Ctx, pool: &Pool, client: &Client, typed: &str) -> Result<Option<User>, Error> {
    let hides = client.rules.hides_users;
    match users::find(ctx, pool, typed).await? {
        None if !hides => Err(Error::UserNotFound),
        Some(user) if !user.enabled && !hides => Err(Error::UserDisabled),
        user => Ok(user.filter(|user| user.enabled)),
    }
}

/// The name that a challenge gives nobody.
fn nobody_id(ctx: &Ctx, pool: &Pool, typed: &str) -> String {
    srp::user_id(ctx, pool, None, &users::login_name(pool, typed))
}
