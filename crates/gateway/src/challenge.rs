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
use crate::gateway::Gateway;
use crate::session::Keep;

/// The longest that a pool keeps a challenge open, in seconds; a later answer is refused unasked.
const LIFETIME: u64 = 15 * 60;

/// How the sign-in began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Flow {
    /// With a password.
    #[serde(rename = "USER_PASSWORD_AUTH")]
    Password,
    /// With whatever the user chose.
    #[serde(rename = "USER_AUTH")]
    Choice,
}

/// What a challenge's session holds.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) flow: Flow,
    /// What the user typed at sign-in.
    pub(crate) typed: String,
    /// The user name that the answer must use.
    pub(crate) username: String,
    /// The pool's session.
    pub(crate) pool: Option<SecretString>,
    /// Whether the sign-in is to end in a session of the browser.
    pub(crate) keep: Option<Keep>,
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    typed: String,
    username: String,
    flow: Flow,
    #[serde(skip_serializing_if = "Option::is_none")]
    pool: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    keep: Option<Keep>,
    until: u64,
}

impl Session {
    /// Before the first step: nothing but what the user typed.
    pub(crate) fn start(flow: Flow, typed: &str) -> Self {
        Self {
            flow,
            typed: typed.to_owned(),
            username: typed.to_owned(),
            pool: None,
            keep: None,
        }
    }

    /// The sign-in is to end in a session of the browser, or in tokens.
    pub(crate) fn keeping(self, keep: Option<Keep>) -> Self {
        Self { keep, ..self }
    }

    /// The session of a challenge that follows this step.
    pub(crate) fn then(&self, challenge: &Challenge) -> Self {
        let username = challenge.username().unwrap_or(&self.username);
        Self {
            flow: self.flow,
            typed: self.typed.clone(),
            username: username.to_owned(),
            pool: challenge.session.clone(),
            keep: self.keep,
        }
    }

    /// The same step with a newer session of the pool.
    pub(crate) fn with_pool_session(&self, pool: Option<SecretString>) -> Self {
        Self {
            pool,
            ..self.clone()
        }
    }

    /// The pool's session, for the steps that cannot do without.
    pub(crate) fn pool_session(&self) -> Result<&SecretString, ApiError> {
        self.pool
            .as_ref()
            .ok_or_else(|| ApiError::new(Code::InvalidSession))
    }

    /// Opens a session that this gateway, or one with the same key, handed out.
    pub(crate) fn open_here(gateway: &Gateway, sealed: &SecretString) -> Result<Self, ApiError> {
        let client_id = &gateway.config().client.client_id;
        Self::open(sealed, gateway.sealer(), client_id, Gateway::now())
    }

    /// For the caller, who hands it back with the next step.
    pub(crate) fn seal_here(&self, gateway: &Gateway) -> SecretString {
        let client_id = &gateway.config().client.client_id;
        self.seal(gateway.sealer(), client_id, Gateway::now())
            .into()
    }

    fn seal(&self, sealer: &Sealer, client_id: &str, now: u64) -> String {
        let sealed = Sealed {
            typed: self.typed.clone(),
            username: self.username.clone(),
            flow: self.flow,
            pool: self.pool.as_ref().map(|s| s.expose_secret().to_owned()),
            keep: self.keep,
            until: now + LIFETIME,
        };
        let plain = serde_json::to_vec(&sealed).expect("texts and a number are JSON");
        URL_SAFE_NO_PAD.encode(sealer.seal(&place(client_id), &plain))
    }

    fn open(
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
            flow: sealed.flow,
            typed: sealed.typed,
            username: sealed.username,
            pool: sealed.pool.map(SecretString::from),
            keep: sealed.keep,
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
            flow: Flow::Choice,
            typed: "user@example.com".to_owned(),
            username: "sub-1".to_owned(),
            pool: Some("AYABe-session".into()),
            keep: Some(Keep::here(true)),
        }
    }

    #[test]
    fn a_session_comes_back_whole() {
        let sealer = Sealer::new(&[1; 32]);
        let sealed = SecretString::from(session().seal(&sealer, "client", 1000));
        let opened = Session::open(&sealed, &sealer, "client", 1000 + LIFETIME).expect("open");
        assert_eq!(opened.flow, Flow::Choice);
        assert_eq!(opened.typed, "user@example.com");
        assert_eq!(opened.username, "sub-1");
        assert_eq!(opened.keep, Some(Keep::here(true)));
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
