//! `Session`: what ties the answer of a challenge to its question. Sealed, so that it holds its own
//! state; it belongs to one user, client and challenge, expires, and counts once.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poolgate_pool_api::types::ChallengeNameType;
use poolgate_pool_api::{Secret, Timestamp};
use serde::{Deserialize, Serialize};

use super::after::After;
use super::custom::CustomState;
use crate::ctx::Engine;
use crate::error::Error;
use crate::model::{Client, User};
use crate::store::Change;

/// Before the sealed bytes, so that a session begins as Cognito's do: `AYABe`.
pub(crate) const HEAD: [u8; 4] = [0x01, 0x80, 0x01, 0x78];

/// The most characters of a session that the API takes.
const LONGEST: usize = 4096;

/// For the seal.
const PURPOSE: &[u8] = b"challenge session";

/// The open content of a session.
#[derive(Serialize, Deserialize)]
pub(crate) struct ChallengeSession {
    id: String,
    client_id: String,
    challenge: ChallengeNameType,
    expires_at: i64,
    /// The user who is asked.
    pub(crate) sub: String,
    /// Whether the set-up that is asked for is done.
    #[serde(default)]
    pub(crate) set_up: bool,
    /// Whether the challenge is the first of a sign-in, where its name does not tell.
    #[serde(default)]
    pub(crate) first: bool,
    /// The challenge that a passkey has to sign, in base64url.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) passkey: Option<String>,
    /// What follows the challenge.
    #[serde(default, skip_serializing_if = "After::is_default")]
    pub(crate) after: After,
}

/// How long a client's sessions live, in milliseconds.
pub(crate) fn lifetime(client: &Client) -> i64 {
    i64::from(client.description.auth_session_validity.unwrap_or(3)) * 60_000
}

/// A new session for a challenge to a user.
pub(crate) fn seal(
    engine: &Engine,
    client: &Client,
    user: &User,
    challenge: ChallengeNameType,
    after: &After,
) -> Result<Secret, Error> {
    let session = ChallengeSession {
        id: engine.uuid(),
        client_id: client.id.clone(),
        challenge,
        expires_at: engine.clock.now().0 + lifetime(client),
        sub: user.sub.clone(),
        set_up: false,
        first: false,
        passkey: None,
        after: after.clone(),
    };
    sealed(engine, &session)
}

/// A new session for a challenge of the pool's own functions. `sub` may be nobody's.
pub(crate) fn seal_custom(
    engine: &Engine,
    client: &Client,
    sub: &str,
    state: CustomState,
) -> Result<Secret, Error> {
    let session = ChallengeSession {
        id: engine.uuid(),
        client_id: client.id.clone(),
        challenge: ChallengeNameType::CustomChallenge,
        expires_at: engine.clock.now().0 + lifetime(client),
        sub: sub.to_owned(),
        set_up: false,
        first: false,
        passkey: None,
        after: After::Custom(state),
    };
    let sealed = sealed(engine, &session)?;
    // Clients could not send it back.
    if sealed.expose().len() > LONGEST {
        return Err(Error::InvalidLambdaResponse);
    }
    Ok(sealed)
}

/// A new session for the first challenge of a sign-in that the user chose. `sub` may be nobody's;
/// `passkey` is the challenge of a passkey, where one may answer.
pub(crate) fn seal_first(
    engine: &Engine,
    client: &Client,
    sub: &str,
    challenge: ChallengeNameType,
    passkey: Option<String>,
) -> Result<Secret, Error> {
    let session = ChallengeSession {
        id: engine.uuid(),
        client_id: client.id.clone(),
        challenge,
        expires_at: engine.clock.now().0 + lifetime(client),
        sub: sub.to_owned(),
        set_up: false,
        first: true,
        passkey,
        after: After::default(),
    };
    sealed(engine, &session)
}

/// The session that goes on with a set-up, in the place of one that is spent.
pub(crate) fn seal_next(
    engine: &Engine,
    before: &ChallengeSession,
    set_up: bool,
) -> Result<Secret, Error> {
    let session = ChallengeSession {
        id: engine.uuid(),
        client_id: before.client_id.clone(),
        challenge: before.challenge,
        expires_at: before.expires_at,
        sub: before.sub.clone(),
        set_up,
        first: before.first,
        passkey: None,
        after: before.after.clone(),
    };
    sealed(engine, &session)
}

fn sealed(engine: &Engine, session: &ChallengeSession) -> Result<Secret, Error> {
    let content = serde_json::to_vec(session).map_err(Error::internal)?;
    let mut bytes = HEAD.to_vec();
    bytes.append(&mut engine.sessions.seal(PURPOSE, &content));
    Ok(Secret::from(URL_SAFE_NO_PAD.encode(bytes)))
}

/// Opens a session that was sent back with an answer.
pub(crate) fn open(
    engine: &Engine,
    client: &Client,
    challenge: ChallengeNameType,
    session: Option<&Secret>,
) -> Result<ChallengeSession, Error> {
    let session = session.ok_or(Error::MissingParameter("Session"))?;
    let opened = open_any(engine, session)?;
    if opened.client_id != client.id || opened.challenge != challenge {
        return Err(Error::SessionInvalid);
    }
    opened.check_life(engine)?;
    Ok(opened)
}

/// Opens the session of a set-up, which comes without a client.
pub(crate) fn open_set_up(engine: &Engine, session: &Secret) -> Result<ChallengeSession, Error> {
    let opened = open_any(engine, session)?;
    if opened.challenge != ChallengeNameType::MfaSetup {
        return Err(Error::SessionInvalid);
    }
    opened.check_life(engine)?;
    Ok(opened)
}

fn open_any(engine: &Engine, session: &Secret) -> Result<ChallengeSession, Error> {
    let invalid = || Error::SessionInvalid;
    let bytes = URL_SAFE_NO_PAD
        .decode(session.expose())
        .map_err(|_| invalid())?;
    let sealed = bytes.strip_prefix(&HEAD).ok_or_else(invalid)?;
    let content = engine
        .sessions
        .open(PURPOSE, sealed)
        .map_err(|_| invalid())?;
    serde_json::from_slice(&content).map_err(|_| invalid())
}

impl ChallengeSession {
    /// The app client of the sign-in.
    pub(crate) fn client_id(&self) -> &str {
        &self.client_id
    }

    fn check_life(&self, engine: &Engine) -> Result<(), Error> {
        if engine.clock.now().0 >= self.expires_at {
            return Err(Error::SessionExpired);
        }
        Ok(())
    }

    /// The change that uses the session up.
    pub(crate) fn spend(&self) -> Change {
        Change::Spend {
            id: self.id.clone(),
            expires_at: Timestamp(self.expires_at),
        }
    }
}
