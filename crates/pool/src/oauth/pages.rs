//! What the pages of the managed login do: they sign a browser in by the same flows as the API, whichever of them
//! the app client allows there.

use std::collections::BTreeMap;

use poolgate_pool_api::Secret;
use poolgate_pool_api::types::{ChallengeName, ChallengeNameType};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::flow::parameters::Parameters;
use crate::flow::step::Step;
use crate::flow::{auth_events, choice, initiate, respond};
use crate::model::{Client, Pool};

/// How a step of a sign-in ends.
#[derive(Debug)]
pub enum PageStep {
    /// The browser is signed in: the value of its cookie.
    SignedIn(Secret),
    /// The user must answer this.
    Challenge(PageChallenge),
}

/// What a user must answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PageChallenge {
    /// What is asked.
    pub name: ChallengeNameType,
    /// What ties the answer to the question.
    pub session: Option<Secret>,
    /// What the page needs to ask it.
    pub parameters: BTreeMap<String, String>,
    /// What there is to choose from.
    pub available: Vec<ChallengeNameType>,
}

impl TryFrom<Step> for PageStep {
    type Error = Error;

    fn try_from(step: Step) -> Result<Self, Error> {
        match step {
            Step::Browser(cookie) => Ok(Self::SignedIn(cookie)),
            Step::Challenge {
                name,
                session,
                parameters,
                available,
            } => Ok(Self::Challenge(PageChallenge {
                name,
                session,
                parameters,
                available: available.unwrap_or_default(),
            })),
            Step::Tokens(_) => Err(Error::internal("a page was given tokens")),
        }
    }
}

/// Signs in with a password.
///
/// # Errors
/// As InitiateAuth has them.
pub async fn by_password(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    username: &str,
    password: &Secret,
) -> Result<PageStep, Error> {
    let ctx = ctx.for_browser();
    let texts = BTreeMap::from([("PASSWORD".to_owned(), password.clone())]);
    let parameters = with_name(&ctx, client, username, texts);
    let begun = initiate::by_password(&ctx, pool, client, &parameters).await;
    auth_events::of_sign_in(&ctx, pool, username, ChallengeName::Password, begun)
        .await?
        .try_into()
}

/// Asks how a user wants to sign in, or begins with what is preferred.
///
/// # Errors
/// As InitiateAuth has them.
pub async fn by_choice(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    username: &str,
    preferred: Option<ChallengeNameType>,
) -> Result<PageStep, Error> {
    let ctx = ctx.for_browser();
    let mut texts = BTreeMap::new();
    if let Some(preferred) = preferred {
        let name = Secret::from(preferred.as_str());
        texts.insert("PREFERRED_CHALLENGE".to_owned(), name);
    }
    let parameters = with_name(&ctx, client, username, texts);
    choice::start(&ctx, pool, client, &parameters)
        .await?
        .try_into()
}

/// Answers a challenge. `responses` are those of RespondToAuthChallenge, without the user's name.
///
/// # Errors
/// As RespondToAuthChallenge has them.
pub async fn answer(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    challenge: &PageChallenge,
    username: &str,
    responses: BTreeMap<String, Secret>,
) -> Result<PageStep, Error> {
    let ctx = ctx.for_browser();
    let parameters = with_name(&ctx, client, username, responses);
    let session = challenge.session.as_ref();
    respond::respond(&ctx, pool, client, challenge.name, session, &parameters)
        .await?
        .try_into()
}

fn with_name(
    ctx: &Ctx,
    client: &Client,
    username: &str,
    mut texts: BTreeMap<String, Secret>,
) -> Parameters {
    texts.insert("USERNAME".to_owned(), Secret::from(username));
    if let Some(hash) = secret_hash(client, username) {
        texts.insert("SECRET_HASH".to_owned(), hash);
    }
    Parameters::new(Some(texts), ctx.caller.address)
}

/// The proof of a client's secret that operations ask for: the pages act for the client.
pub fn secret_hash(client: &Client, username: &str) -> Option<Secret> {
    let secret = SecretString::from(client.secret()?.expose());
    let hash = poolgate_crypto::secret_hash(username, &client.id, &secret);
    Some(Secret::from(hash))
}
