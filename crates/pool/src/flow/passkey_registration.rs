//! What ties the two requests of a registration together: the challenge itself, sealed, which names who started it.

use poolgate_crypto::webauthn::{self, Fault};
use poolgate_pool_api::Timestamp;
use serde::{Deserialize, Serialize};

use super::passkey_json::malformed;
use super::passkeys;
use crate::ctx::Engine;
use crate::error::Error;
use crate::model::{PasskeyRules, Pool};
use crate::store::Change;
use crate::token::Authenticated;

/// How long a registration may take, in milliseconds. Browsers are told a minute; Cognito's limit is unconfirmed.
const LIFETIME: i64 = 3 * 60 * 1000;

/// For the seal.
const PURPOSE: &[u8] = b"passkey registration";

/// The open content of a challenge.
#[derive(Serialize, Deserialize)]
pub(crate) struct Started {
    id: String,
    sub: String,
    client_id: String,
    /// The relying party that the passkey is made for.
    pub(crate) rp_id: String,
    expires_at: i64,
}

/// What the pool asks of passkeys, and its relying party, if its users can have passkeys.
pub(crate) async fn relying_party(
    engine: &Engine,
    pool: &Pool,
) -> Result<(PasskeyRules, String), Error> {
    let rules = passkeys::rules(engine, pool).await?;
    if !rules.enabled {
        return Err(Error::WebAuthnNotEnabled);
    }
    let rp_id = rules.rp_id.clone();
    Ok((rules, rp_id.ok_or(Error::WebAuthnConfigurationMissing)?))
}

/// A new challenge.
pub(crate) fn start(engine: &Engine, who: &Authenticated, rp_id: &str) -> Result<Vec<u8>, Error> {
    let started = Started {
        id: engine.uuid(),
        sub: who.user.sub.clone(),
        client_id: who.client.id.clone(),
        rp_id: rp_id.to_owned(),
        expires_at: engine.clock.now().0 + LIFETIME,
    };
    let content = serde_json::to_vec(&started).map_err(Error::internal)?;
    Ok(engine.sessions.seal(PURPOSE, &content))
}

/// The challenge that client data answer, and what it says.
pub(crate) fn open(
    engine: &Engine,
    who: &Authenticated,
    client_data_json: &[u8],
) -> Result<(Vec<u8>, Started), Error> {
    let not_found = || Error::WebAuthnChallengeNotFound;
    let challenge = webauthn::challenge_of(client_data_json).map_err(error)?;
    let content = engine.sessions.open(PURPOSE, &challenge);
    let content = content.map_err(|_| not_found())?;
    let started: Started = serde_json::from_slice(&content).map_err(Error::internal)?;
    if started.sub != who.user.sub || engine.clock.now().0 >= started.expires_at {
        return Err(not_found());
    }
    if started.client_id != who.client.id {
        return Err(Error::WebAuthnClientMismatch);
    }
    Ok((challenge, started))
}

impl Started {
    /// The change that uses the challenge up.
    pub(crate) fn spend(&self) -> Change {
        Change::Spend {
            id: self.id.clone(),
            expires_at: Timestamp(self.expires_at),
        }
    }
}

/// What a fault of a registration is to Cognito.
pub(crate) fn error(fault: Fault) -> Error {
    match fault {
        Fault::Challenge => Error::WebAuthnChallengeNotFound,
        Fault::Origin => Error::WebAuthnOriginNotAllowed,
        Fault::RelyingParty => Error::WebAuthnRelyingPartyMismatch,
        Fault::UserPresence | Fault::UserVerification | Fault::Algorithm => {
            Error::WebAuthnCredentialNotSupported
        }
        Fault::ClientData | Fault::AuthenticatorData | Fault::Signature | Fault::Counter => {
            malformed()
        }
    }
}
