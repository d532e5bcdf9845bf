//! What a browser carries from one page of a sign-in to the next. Sealed, so that it can be neither read nor made up;
//! it belongs to one pool and client, and expires.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poolgate_pool_api::Secret;
use serde::{Deserialize, Serialize};

use super::pages::PageChallenge;
use crate::ctx::Engine;
use crate::error::Error;
use crate::flow::challenge_session;
use crate::model::Client;

/// For the seal.
const PURPOSE: &[u8] = b"page state";

/// How long a code that was sent can be entered, in milliseconds. The code itself may live longer: then the page asks
/// for the user's name too.
const CODE: i64 = 60 * 60 * 1000;

/// Where a browser is in a sign-in.
#[derive(Serialize, Deserialize)]
pub struct PageState {
    /// The name that the user typed.
    pub username: String,
    /// What the user is asked.
    pub asked: Asked,
}

/// What a user is asked.
#[derive(Serialize, Deserialize)]
pub enum Asked {
    /// To answer a challenge.
    Challenge(PageChallenge),
    /// To set up an authenticator app, which gets this secret.
    SetUp {
        /// The challenge that asks for it.
        challenge: PageChallenge,
        /// The secret, in base32.
        secret: Secret,
    },
    /// To confirm a sign-up.
    Confirmation {
        /// Where the code went, masked; if it is known.
        destination: Option<String>,
        /// Who has signed up in this browser, and so chose the password here.
        sub: Option<String>,
    },
    /// To choose a new password.
    Reset {
        /// Where the code went, masked; if it is known.
        destination: Option<String>,
    },
}

/// As it is sealed.
#[derive(Serialize, Deserialize)]
struct Sealed<T> {
    pool_id: String,
    client_id: String,
    expires_at: i64,
    state: T,
}

impl PageState {
    /// How long it counts, in milliseconds.
    pub fn lifetime(&self, client: &Client) -> i64 {
        match self.asked {
            Asked::Challenge(_) | Asked::SetUp { .. } => challenge_session::lifetime(client),
            Asked::Confirmation { .. } | Asked::Reset { .. } => CODE,
        }
    }

    /// Seals it for a browser.
    ///
    /// # Errors
    /// Never in practice: it can always be written as JSON.
    pub fn seal(&self, engine: &Engine, client: &Client) -> Result<String, Error> {
        let sealed = Sealed {
            pool_id: client.pool_id.clone(),
            client_id: client.id.clone(),
            expires_at: engine.clock.now().0 + self.lifetime(client),
            state: self,
        };
        let content = serde_json::to_vec(&sealed).map_err(Error::internal)?;
        Ok(URL_SAFE_NO_PAD.encode(engine.sessions.seal(PURPOSE, &content)))
    }

    /// Opens what a browser sent back, if it was sealed for this client and has not expired.
    pub fn open(engine: &Engine, client: &Client, text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let content = engine.sessions.open(PURPOSE, &bytes).ok()?;
        let opened: Sealed<Self> = serde_json::from_slice(&content).ok()?;
        let counts = opened.pool_id == client.pool_id
            && opened.client_id == client.id
            && engine.clock.now().0 < opened.expires_at;
        counts.then_some(opened.state)
    }
}
