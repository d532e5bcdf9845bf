//! What follows once everything but the second factor is proved: it is asked for, set up, or not needed.

use std::collections::BTreeMap;

use poolgate_pool_api::types::{ChallengeNameType, UserPoolMfaType};

use super::device::{self, Onward};
use super::step::Step;
use super::{challenge_session, codes};
use crate::ctx::{Engine, Retry};
use crate::error::Error;
use crate::model::{Client, Destination, Factor, MfaRules, Pool, Purpose, User, UserMfa, mask};
use crate::store::Change;

/// What is asked for.
enum Next {
    /// Nothing more.
    SignIn,
    /// This factor.
    Ask(Factor),
    /// One of these, as the user likes.
    Choose(Vec<Factor>),
    /// A factor must be set up first.
    SetUp,
}

/// Signs the user in, or asks for the second factor. A remembered device may take the place of that.
pub(crate) async fn go_on(
    engine: &Engine,
    pool: &Pool,
    client: &Client,
    user: &User,
    onward: Onward,
) -> Result<Step, Retry> {
    let rules = MfaRules::of(pool);
    if rules.required == UserPoolMfaType::Off {
        return device::finish(engine, pool, client, user, onward).await;
    }
    let device = device::find(engine, pool, user, &onward).await?;
    let mfa = of_user(engine, user).await?;
    let mut next = next(rules, user, &mfa);
    let by_device = device::replaces_mfa(pool, device.as_ref());
    if by_device && !matches!(next, Next::SetUp) {
        next = Next::SignIn;
    }
    let mut sent = Vec::new();
    let step = match next {
        Next::SignIn => return device::finish(engine, pool, client, user, onward).await,
        Next::Ask(factor) => {
            let (step, code) = ask(engine, pool, client, user, &mfa, factor)?;
            sent = code;
            step
        }
        Next::Choose(factors) => choice(engine, client, user, &factors)?,
        Next::SetUp => set_up(engine, client, user, rules)?,
    };
    let mut changes = onward.changes;
    changes.extend(sent);
    if !changes.is_empty() {
        engine.commit(changes).await?;
    }
    Ok(step)
}

/// The user's second factors, none where nothing is stored.
pub(crate) async fn of_user(engine: &Engine, user: &User) -> Result<UserMfa, Error> {
    let stored = engine.store.mfa(&user.pool_id, &user.sub).await?;
    Ok(stored.unwrap_or_else(|| UserMfa::new(&user.pool_id, &user.sub)))
}

/// What is spent in the commits of these steps, above all, is the session.
pub(crate) fn used<T>(result: Result<T, Retry>) -> Result<T, Retry> {
    result.map_err(|retry| match retry {
        Retry::Spent => Retry::Failed(Error::SessionUsed),
        other => other,
    })
}

fn next(rules: MfaRules, user: &User, mfa: &UserMfa) -> Next {
    let active = mfa.active(rules, user);
    if let Some(preferred) = mfa.preferred.filter(|factor| active.contains(factor)) {
        return Next::Ask(preferred);
    }
    match active.as_slice() {
        [] if rules.required == UserPoolMfaType::On => Next::SetUp,
        [] => Next::SignIn,
        [factor] => Next::Ask(*factor),
        _ => Next::Choose(active),
    }
}

/// Asks for a factor; for one that is a code, the changes that send it.
pub(crate) fn ask(
    engine: &Engine,
    pool: &Pool,
    client: &Client,
    user: &User,
    mfa: &UserMfa,
    factor: Factor,
) -> Result<(Step, Vec<Change>), Error> {
    let mut parameters = user_id(user);
    let (name, code) = match factor {
        Factor::SoftwareToken => {
            let token = mfa.software_token.as_ref();
            if let Some(name) = token.and_then(|token| token.device_name.clone()) {
                parameters.insert("FRIENDLY_DEVICE_NAME".to_owned(), name);
            }
            (ChallengeNameType::SoftwareTokenMfa, None)
        }
        Factor::Sms => (
            ChallengeNameType::SmsMfa,
            Some((Purpose::SmsMfa, "phone_number", "SMS")),
        ),
        Factor::Email => (
            ChallengeNameType::EmailOtp,
            Some((Purpose::EmailMfa, "email", "EMAIL")),
        ),
    };
    let mut changes = Vec::new();
    if let Some((purpose, attribute, medium)) = code {
        let address = user.attribute(attribute).unwrap_or_default().to_owned();
        parameters.insert(
            "CODE_DELIVERY_DELIVERY_MEDIUM".to_owned(),
            medium.to_owned(),
        );
        parameters.insert("CODE_DELIVERY_DESTINATION".to_owned(), mask(&address));
        let destination = Destination { attribute, address };
        let lifetime = challenge_session::lifetime(client);
        changes.extend(codes::send_for(
            engine,
            pool,
            user,
            purpose,
            &destination,
            lifetime,
        ));
    }
    let step = challenge(engine, client, user, name, parameters)?;
    Ok((step, changes))
}

fn choice(
    engine: &Engine,
    client: &Client,
    user: &User,
    factors: &[Factor],
) -> Result<Step, Error> {
    let mut parameters = user_id(user);
    parameters.insert("MFAS_CAN_CHOOSE".to_owned(), list(factors)?);
    challenge(
        engine,
        client,
        user,
        ChallengeNameType::SelectMfaType,
        parameters,
    )
}

fn set_up(engine: &Engine, client: &Client, user: &User, rules: MfaRules) -> Result<Step, Error> {
    let offered: Vec<_> = Factor::ALL
        .into_iter()
        .filter(|factor| rules.offers(*factor))
        .collect();
    let mut parameters = user_id(user);
    parameters.insert("MFAS_CAN_SETUP".to_owned(), list(&offered)?);
    challenge(
        engine,
        client,
        user,
        ChallengeNameType::MfaSetup,
        parameters,
    )
}

fn challenge(
    engine: &Engine,
    client: &Client,
    user: &User,
    name: ChallengeNameType,
    parameters: BTreeMap<String, String>,
) -> Result<Step, Error> {
    Ok(Step::Challenge {
        name,
        session: Some(challenge_session::seal(engine, client, user, name)?),
        parameters,
        available: None,
    })
}

fn user_id(user: &User) -> BTreeMap<String, String> {
    BTreeMap::from([("USER_ID_FOR_SRP".to_owned(), user.username.clone())])
}

/// A list inside of a text.
fn list(factors: &[Factor]) -> Result<String, Error> {
    let names: Vec<_> = factors.iter().map(|factor| factor.as_str()).collect();
    serde_json::to_string(&names).map_err(Error::internal)
}
