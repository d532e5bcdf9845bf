//! `Session` of SignUp and ConfirmSignUp: whoever signed up is signed in once the code has come back,
//! without a further question. Sealed; it belongs to one user and client, expires, and counts once.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poolgate_pool_api::types::UserStatusType;
use poolgate_pool_api::{Secret, Timestamp};
use serde::{Deserialize, Serialize};

use super::after::After;
use super::challenge_session::{HEAD, lifetime};
use super::device::ClaimedDevice;
use super::parameters::Parameters;
use super::proved::{self, Proof};
use super::step::Step;
use super::{client_proof, mfa, users};
use crate::ctx::{Ctx, Engine};
use crate::error::{Error, refuse};
use crate::model::{Client, Flow, Pool, User};
use crate::store::Change;
use crate::trigger::pre_authentication;

/// For the seal.
const PURPOSE: &[u8] = b"sign-up session";

/// The open content of a session.
#[derive(Serialize, Deserialize)]
struct SignUpSession {
    id: String,
    client_id: String,
    sub: String,
    expires_at: i64,
    /// Whether the code came back.
    confirmed: bool,
}

/// The session that SignUp gives, where the client lets users choose how to sign in. A user who is confirmed
/// at once can use it at once.
pub(crate) fn after_sign_up(
    engine: &Engine,
    client: &Client,
    user: &User,
) -> Result<Option<Secret>, Error> {
    let confirmed = user.status == UserStatusType::Confirmed;
    seal_where_chosen(engine, client, user, confirmed)
}

/// The session that ConfirmSignUp gives. The one of SignUp need not come back, but if it does it must be the
/// user's; Amplify never sends it.
pub(crate) fn after_confirmation(
    engine: &Engine,
    client: &Client,
    user: &User,
    session: Option<&Secret>,
) -> Result<Option<Secret>, Error> {
    if let Some(session) = session {
        match open(engine, client, session, false) {
            Ok(opened) if opened.sub != user.sub => return Err(Error::SessionInvalid),
            // The code came in time: that the session did not is no reason to refuse it.
            Ok(_) | Err(Error::SessionExpired) => {}
            Err(error) => return Err(error),
        }
    }
    seal_where_chosen(engine, client, user, true)
}

fn seal_where_chosen(
    engine: &Engine,
    client: &Client,
    user: &User,
    confirmed: bool,
) -> Result<Option<Secret>, Error> {
    if !client.rules.flows.contains(&Flow::Choice) {
        return Ok(None);
    }
    seal(engine, client, user, confirmed).map(Some)
}

/// Signs the user in by the session of ConfirmSignUp.
pub(crate) async fn sign_in(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    session: &Secret,
    parameters: &Parameters,
) -> Result<Step, Error> {
    client_proof::check_hash(client, parameters.username(), parameters.get("SECRET_HASH"))?;
    let typed = parameters.require("USERNAME")?.expose();
    let opened = open(ctx, client, session, true)?;
    pre_authentication::ask(ctx, pool, client, typed).await?;
    ctx.retry(async || {
        let named = users::find(ctx, pool, typed).await?;
        let Some(user) = named.filter(|user| user.sub == opened.sub) else {
            return refuse(Error::SessionInvalid);
        };
        let spend = Change::Spend {
            id: opened.id.clone(),
            expires_at: Timestamp(opened.expires_at),
        };
        let proof = Proof {
            set_at: ctx.clock.now(),
            changes: vec![spend],
            device: parameters.device(),
            after: After::default(),
        };
        mfa::used(proved::go_on(ctx, pool, client, user, proof).await)
    })
    .await
}

/// Signs in, in the browser that signed up, whoever has confirmed the sign-up there just now.
pub(crate) async fn sign_in_confirmed(
    ctx: &Ctx,
    pool: &Pool,
    client: &Client,
    typed: &str,
    sub: &str,
) -> Result<Step, Error> {
    pre_authentication::ask(ctx, pool, client, typed).await?;
    ctx.retry(async || {
        let named = users::find(ctx, pool, typed).await?;
        let Some(user) = named.filter(|user| user.sub == sub) else {
            return refuse(Error::SessionInvalid);
        };
        let proof = Proof {
            set_at: ctx.clock.now(),
            changes: Vec::new(),
            device: ClaimedDevice::default(),
            after: After::default(),
        };
        proved::go_on(ctx, pool, client, user, proof).await
    })
    .await
}

fn seal(engine: &Engine, client: &Client, user: &User, confirmed: bool) -> Result<Secret, Error> {
    let session = SignUpSession {
        id: engine.uuid(),
        client_id: client.id.clone(),
        sub: user.sub.clone(),
        expires_at: engine.clock.now().0 + lifetime(client),
        confirmed,
    };
    let content = serde_json::to_vec(&session).map_err(Error::internal)?;
    let mut bytes = HEAD.to_vec();
    bytes.append(&mut engine.sessions.seal(PURPOSE, &content));
    Ok(Secret::from(URL_SAFE_NO_PAD.encode(bytes)))
}

fn open(
    engine: &Engine,
    client: &Client,
    session: &Secret,
    confirmed: bool,
) -> Result<SignUpSession, Error> {
    let bytes = URL_SAFE_NO_PAD.decode(session.expose()).ok();
    let sealed = bytes.as_deref().and_then(|bytes| bytes.strip_prefix(&HEAD));
    let opened: Option<SignUpSession> = sealed
        .and_then(|sealed| engine.sessions.open(PURPOSE, sealed).ok())
        .and_then(|content| serde_json::from_slice(&content).ok());
    let opened = opened
        .filter(|opened| opened.client_id == client.id && opened.confirmed == confirmed)
        .ok_or(Error::SessionInvalid)?;
    if engine.clock.now().0 >= opened.expires_at {
        return Err(Error::SessionExpired);
    }
    Ok(opened)
}
