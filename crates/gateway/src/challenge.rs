//! The gateway's own session of a challenge: sealed, and all that the next step needs.
//!
//! Any gateway with the same key can open it, so nothing is stored. It says nothing to its bearer and
//! cannot be changed; that it is used once and in time is for the pool's session inside to see.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poolgate_client::Challenge;
use poolgate_crypto::Sealer;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::code::Code;
use crate::error::ApiError;

/// The longest that a pool keeps a challenge open, in seconds; a later answer is refused unasked.
const LIFETIME: u64 = 15 * 60;

/// What a challenge's session holds.
#[derive(Clone)]
pub(crate) struct Session {
    /// What the user typed at sign-in.
    pub(crate) typed: String,
    /// The user name that the answer must use.
    pub(crate) username: String,
    /// The pool's session.
    pub(crate) pool: Option<SecretString>,
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    typed: String,
    username: String,
    flow: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pool: Option<String>,
    until: u64,
}

impl Session {
    /// The session of a challenge that follows the sign-in, or the step before.
    pub(crate) fn after(typed: &str, username: &str, challenge: &Challenge) -> Self {
        Self {
            typed: typed.to_owned(),
            username: challenge.username().unwrap_or(username).to_owned(),
            pool: challenge.session.clone(),
        }
    }

    pub(crate) fn seal(&self, sealer: &Sealer, client_id: &str, now: u64) -> String {
        let sealed = Sealed {
            typed: self.typed.clone(),
            username: self.username.clone(),
            flow: "USER_PASSWORD_AUTH".to_owned(),
            pool: self.pool.as_ref().map(|s| s.expose_secret().to_owned()),
            until: now + LIFETIME,
        };
        let plain = serde_json::to_vec(&sealed).expect("texts and a number are JSON");
        URL_SAFE_NO_PAD.encode(sealer.seal(&place(client_id), &plain))
    }

    pub(crate) fn open(
        sealed: &SecretString,
        sealer: &Sealer,
        client_id: &str,
        now: u64,
    ) -> Result<Self, ApiError> {
        let refused = || ApiError::new(Code::InvalidSession);
        let bytes = URL_SAFE_NO_PAD
            .decode(sealed.expose_secret())
            .map_err(|_| refused())?;
        let plain = sealer
            .open(&place(client_id), &bytes)
            .map_err(|_| refused())?;
        let sealed: Sealed = serde_json::from_slice(&plain).map_err(|_| refused())?;
        if sealed.until < now {
            return Err(refused());
        }
        Ok(Self {
            typed: sealed.typed,
            username: sealed.username,
            pool: sealed.pool.map(SecretString::from),
        })
    }
}

/// A session of one app client does not open at another.
fn place(client_id: &str) -> Vec<u8> {
    format!("challenge session of {client_id}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session() -> Session {
        Session {
            typed: "user@example.com".to_owned(),
            username: "sub-1".to_owned(),
            pool: Some("AYABe-session".into()),
        }
    }

    #[test]
    fn a_session_comes_back_whole() {
        let sealer = Sealer::new(&[1; 32]);
        let sealed = SecretString::from(session().seal(&sealer, "client", 1000));
        let opened = Session::open(&sealed, &sealer, "client", 1000 + LIFETIME).expect("open");
        assert_eq!(opened.typed, "user@example.com");
        assert_eq!(opened.username, "sub-1");
        assert_eq!(
            opened.pool.expect("a session").expose_secret(),
            "AYABe-session"
        );
    }

    #[test]
    fn r48_a_session_does_not_open_elsewhere_changed_or_late() {
        let sealer = Sealer::new(&[1; 32]);
        let text = session().seal(&sealer, "client", 1000);
        let sealed = SecretString::from(text.clone());
        let other = Sealer::new(&[2; 32]);
        assert!(Session::open(&sealed, &other, "client", 1000).is_err());
        assert!(Session::open(&sealed, &sealer, "another", 1000).is_err());
        assert!(Session::open(&sealed, &sealer, "client", 1001 + LIFETIME).is_err());
        assert!(Session::open(&"nonsense".into(), &sealer, "client", 1000).is_err());
        let changed = format!("{}A", &text[..text.len() - 1]);
        assert!(
            text == changed || Session::open(&changed.into(), &sealer, "client", 1000).is_err()
        );
        assert!(!text.contains("user"));
    }
}
