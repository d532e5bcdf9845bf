//! `state`: what a sign-in needs when it comes back from a provider. Sealed, for one pool and one browser, for five
//! minutes, and once (RFC 6749 §10.12, RFC 9700 §4.7).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poolgate_pool_api::Timestamp;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use crate::ctx::Engine;
use crate::error::Error;
use crate::model::Pool;
use crate::store::{Change, CommitError, Conflict};
use crate::token;

/// How long a provider may take, in milliseconds.
pub const LIFETIME: i64 = 5 * 60 * 1000;

/// The open content.
#[derive(Serialize, Deserialize)]
pub(super) struct State {
    /// What counts once, and names the browser's cookie.
    pub(super) id: String,
    /// SHA-256 of the browser's cookie.
    browser: String,
    /// The provider's name in the pool.
    pub(super) provider: String,
    /// The application's whole request.
    pub(super) query: String,
    /// Where the provider sends the browser back to.
    pub(super) redirect_uri: String,
    /// What the ID token has to repeat.
    pub(super) nonce: String,
    /// What proves to the provider who asked for the code.
    pub(super) verifier: String,
    expires_at: i64,
}

/// A random text of some 258 bits: a nonce, a verifier, a cookie.
pub(super) fn chance(engine: &Engine) -> String {
    poolgate_crypto::base36(&*engine.random, 50)
}

impl State {
    /// A new one, and the value of the browser's cookie.
    pub(super) fn new(
        engine: &Engine,
        provider: &str,
        query: &str,
        redirect_uri: &str,
    ) -> (Self, String) {
        let cookie = chance(engine);
        let state = Self {
            id: poolgate_crypto::base36(&*engine.random, 26),
            browser: hash(&cookie),
            provider: provider.to_owned(),
            query: query.to_owned(),
            redirect_uri: redirect_uri.to_owned(),
            nonce: chance(engine),
            verifier: chance(engine),
            expires_at: engine.clock.now().0 + LIFETIME,
        };
        (state, cookie)
    }

    pub(super) fn seal(&self, engine: &Engine, pool: &Pool) -> Result<String, Error> {
        let content = serde_json::to_vec(self).map_err(Error::internal)?;
        let sealed = engine.sessions.seal(&place(pool), &content);
        Ok(URL_SAFE_NO_PAD.encode(sealed))
    }

    /// Opens one that came back, in time.
    pub(super) fn open(engine: &Engine, pool: &Pool, sealed: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let content = engine.sessions.open(&place(pool), &bytes).ok()?;
        let state: Self = serde_json::from_slice(&content).ok()?;
        (engine.clock.now().0 < state.expires_at).then_some(state)
    }

    /// Whether the browser that comes back is the one that left.
    pub(super) fn is_of(&self, cookie: Option<&str>) -> bool {
        let offered = cookie.map(hash).unwrap_or_default();
        bool::from(offered.as_bytes().ct_eq(self.browser.as_bytes()))
    }

    /// Uses it up: `false` where it was before.
    pub(super) async fn spend(&self, engine: &Engine) -> Result<bool, Error> {
        let spend = Change::Spend {
            id: format!("federation {}", self.id),
            expires_at: Timestamp(self.expires_at),
        };
        match engine.commit(vec![spend]).await {
            Err(CommitError::Conflict(Conflict::Spent)) => Ok(false),
            result => {
                result?;
                Ok(true)
            }
        }
    }
}

fn hash(cookie: &str) -> String {
    URL_SAFE_NO_PAD.encode(token::hash(cookie))
}

fn place(pool: &Pool) -> Vec<u8> {
    format!("federation state of {}", pool.id).into_bytes()
}
