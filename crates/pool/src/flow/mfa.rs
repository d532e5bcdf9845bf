//! What follows once everything but the second factor is proved: it is asked for, set up, or not needed.

use std::collections::BTreeMap;

use poolgate_pool_api::types::{ChallengeNameType, UserPoolMfaType};

use super::after::{self, After};
use super::device::{self, Onward};
use super::step::Step;
use super::{challenge_session, codes};
use crate::ctx::{Ctx, Engine, Retry};
use crate::error::Error;
use crate::model::{Client, Destination, Factor, MfaRules, Pool, Purpose, User, UserMfa, mask};
use crate::store::Change;
use crate::trigger::custom_message::{self, MessageSource, Recipient};

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
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    user: &User,
    mut onward: Onward,
) -> Result<Step, Retry> {
    let rules = MfaRules::of(pool);
    if rules.required == UserPoolMfaType::Off {
        return after::reach(ctx, pool, client, user, onward).await;
    }
    let device = device::find(ctx, pool, user, &onward).await?;
    let mfa = of_user(ctx, user).await?;
    let mut next = next(rules, user, &mfa);
    let by_device = device::replaces_mfa(pool, device.as_ref());
    if by_device && !matches!(next, Next::SetUp | Next::SignIn) {
        next = Next::SignIn;
        onward.after = onward.after.on_device(onward.device.key.clone());
    }
    let mut sent = Vec::new();
    let after = &onward.after;
    let step = match next {
        Next::SignIn => return after::reach(ctx, pool, client, user, onward).await,
        Next::Ask(factor) => {
            let asked = Asked {
                pool,
                client,
                user,
                mfa: &mfa,
                after,
            };
            let (step, code) = ask(ctx, &asked, factor).await?;
            sent = code;
            step
        }
        Next::Choose(factors) => choice(ctx, client, user, &factors, after)?,
        Next::SetUp => set_up(ctx, client, user, rules, after)?,
    };
    let mut changes = onward.changes;
    changes.extend(sent);
    if !changes.is_empty() {
        ctx.commit(changes).await?;
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

/// Who is asked for a factor.
pub(crate) struct Asked<'a> {
    pub(crate) pool: &'a Pool,
    pub(crate) client: &'a Client,
    pub(crate) user: &'a User,
    pub(crate) mfa: &'a UserMfa,
    /// What follows.
    pub(crate) after: &'a After,
}

/// Asks for a factor; for one that is a code, the changes that send it.
pub(crate) async fn ask(
    ctx: &Ctx,
    asked: &Asked<'_>,
    factor: Factor,
) -> Result<(Step, Vec<Change>), Error> {
    let Asked {
        pool,
        client,
        user,
        mfa,
        after,
    } = *asked;
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
            ctx,
            pool,
            user,
            purpose,
            &destination,
            lifetime,
        ));
        let recipient = Recipient::new(pool, &client.id, user);
        let source = MessageSource::Authentication;
        custom_message::write(ctx, &recipient, source, &mut changes).await?;
    }
    let step = challenge(ctx, client, user, (name, after), parameters)?;
    Ok((step, changes))
}

fn choice(
    engine: &Engine,
    client: &Client,
    user: &User,
    factors: &[Factor],
    after: &After,
) -> Result<Step, Error> {
    let mut parameters = user_id(user);
    parameters.insert("MFAS_CAN_CHOOSE".to_owned(), list(factors)?);
    challenge(
        engine,
        client,
        user,
        (ChallengeNameType::SelectMfaType, after),
        parameters,
    )
}

fn set_up(
    engine: &Engine,
    client: &Client,
    user: &User,
    rules: MfaRules,
    after: &After,
) -> Result<Step, Error> {
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
        (ChallengeNameType::MfaSetup, after),
        parameters,
    )
}

fn challenge(
    engine: &Engine,
    client: &Client,
    user: &User,
    (name, after): (ChallengeNameType, &After),
    parameters: BTreeMap<String, String>,
) -> Result<Step, Error> {
    Ok(Step::Challenge {
        name,
        session: Some(challenge_session::seal(engine, client, user, name, after)?),
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
