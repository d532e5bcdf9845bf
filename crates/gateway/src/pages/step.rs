//! What leads from one page to the next: sealed in a cookie of minutes, so that any gateway with the same key can show
//! the next page, and nothing of it stands in an address.

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderMap;
use serde::{Deserialize, Serialize};

use super::cookies;
use crate::code::Code;
use crate::error::ApiError;
use crate::gateway::Gateway;
use crate::session::Browser;

/// How long a step may take, in seconds: as long as a pool keeps a challenge open at most.
const LIFETIME: u64 = 15 * 60;

/// What the last page leaves to the next.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) enum Step {
    /// A sign-in waits for the answer to a challenge.
    Challenge(Challenge),
    /// An account waits for its code.
    Confirm {
        email: String,
        destination: Option<String>,
        return_to: Option<String>,
        /// The code was sent once more.
        again: bool,
    },
    /// A code to choose another password is on its way.
    Reset {
        email: String,
        destination: Option<String>,
    },
    /// A signed-in user sets up an authenticator app: whose `sub` it is, what the app calls the account, and the secret.
    App {
        sub: String,
        account: String,
        secret: String,
    },
    /// A signed-in user adds a passkey: whose `sub` it is, and the options for the browser.
    Passkey { sub: String, options: String },
    /// A code to verify an address of a signed-in user is on its way: whose `sub` it is, and where it went.
    Verify {
        sub: String,
        attribute: String,
        destination: String,
    },
    /// Something was done, and the next page says so once.
    Done {
        notice: Notice,
        email: Option<String>,
    },
}

/// A challenge, and all that is needed to answer it.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Challenge {
    /// Cognito's name of it.
    pub(crate) name: String,
    /// The gateway's sealed session.
    pub(crate) session: String,
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) available: Vec<String>,
    /// What the user typed to sign in.
    pub(crate) username: String,
    /// The secret of an authenticator app that is being set up.
    pub(crate) secret: Option<String>,
    pub(crate) return_to: Option<String>,
}

/// What was done: a section and a name of the language files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Notice {
    Confirmed,
    PasswordReset,
    SignedOut,
    Deleted,
    ResetNeeded,
    Saved,
    PasswordChanged,
    Verified,
    FactorsChanged,
    AppAdded,
    PasskeyAdded,
    PasskeyRemoved,
    SessionEnded,
}

impl Notice {
    /// Where its text stands.
    pub(crate) fn text(self) -> [&'static str; 2] {
        match self {
            Self::Confirmed => ["sign_in", "confirmed"],
            Self::PasswordReset => ["sign_in", "reset"],
            Self::SignedOut => ["sign_out", "done_here"],
            Self::Deleted => ["delete_account", "done"],
            Self::ResetNeeded => ["forgot", "needed"],
            Self::Saved => ["account", "saved"],
            Self::PasswordChanged => ["change_password", "done"],
            Self::Verified => ["verify_address", "done"],
            Self::FactorsChanged => ["second_step", "changed"],
            Self::AppAdded => ["second_step", "app_added"],
            Self::PasskeyAdded => ["passkeys", "added"],
            Self::PasskeyRemoved => ["passkeys", "removed"],
            Self::SessionEnded => ["sessions", "ended"],
        }
    }
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Step(hidden)")
    }
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    step: Step,
    until: u64,
}

impl Step {
    /// The step that the browser is at, if it sent one that counts.
    pub(super) fn read(gateway: &Gateway, browser: &Browser, sent: &HeaderMap) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(cookies::state(browser, sent)).ok()?;
        let plain = gateway.sealer().open(&place(gateway), &bytes).ok()?;
        let sealed: Sealed = serde_json::from_slice(&plain).ok()?;
        (Gateway::now() < sealed.until).then_some(sealed.step)
    }

    /// Leaves it to the next page.
    pub(super) fn write(
        &self,
        gateway: &Gateway,
        browser: &Browser,
        sent: &HeaderMap,
        answer: &mut HeaderMap,
    ) -> Result<(), ApiError> {
        let sealed = Sealed {
            step: self.clone(),
            until: Gateway::now() + LIFETIME,
        };
        let plain = serde_json::to_vec(&sealed).expect("texts and a number are JSON");
        let text = URL_SAFE_NO_PAD.encode(gateway.sealer().seal(&place(gateway), &plain));
        if cookies::set_state(browser, sent, answer, &text, LIFETIME) {
            Ok(())
        } else {
            Err(ApiError::new(Code::PoolError).cause("a step of a sign-in is too long for cookies"))
        }
    }
}

/// A step at one app client does not count at another.
fn place(gateway: &Gateway) -> Vec<u8> {
    let client_id = &gateway.config().client.client_id;
    format!("page step of {client_id}").into_bytes()
}
