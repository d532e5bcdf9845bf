//! What the callback needs of the start: sealed in a cookie, so that any gateway with the same key takes the answer.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poolgate_crypto::{Sealer, SystemRandom, base36};
use serde::{Deserialize, Serialize};

use crate::session::Keep;

/// How long a browser may take, in seconds.
pub(super) const LIFETIME: u64 = 10 * 60;

/// A sign-in that has begun.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Flow {
    /// The provider as it stands in the path.
    pub(super) provider: String,
    /// `state`, which ties the answer to the browser (RFC 6749, section 10.12).
    pub(super) state: String,
    /// What the ID token has to repeat.
    pub(super) nonce: String,
    /// What proves who asked for the code (RFC 7636).
    pub(super) verifier: String,
    /// Where the answer was to come.
    pub(super) redirect_uri: String,
    /// Where the user wanted to go.
    pub(super) return_to: Option<String>,
    /// Whether the sign-in is to end in a session of the browser.
    #[serde(default)]
    pub(super) keep: Option<Keep>,
    until: u64,
}

impl Flow {
    pub(super) fn new(
        provider: &str,
        redirect_uri: String,
        return_to: Option<String>,
        now: u64,
    ) -> Self {
        let random = SystemRandom::default();
        // Some 258 bits each.
        let chance = || base36(&random, 50);
        Self {
            provider: provider.to_owned(),
            state: chance(),
            nonce: chance(),
            verifier: chance(),
            redirect_uri,
            return_to,
            keep: None,
            until: now + LIFETIME,
        }
    }

    /// The sign-in is to end in a session of the browser, or in tokens.
    pub(super) fn keeping(self, keep: Option<Keep>) -> Self {
        Self { keep, ..self }
    }

    pub(super) fn seal(&self, sealer: &Sealer, client_id: &str) -> String {
        let plain = serde_json::to_vec(self).expect("texts and a number are JSON");
        URL_SAFE_NO_PAD.encode(sealer.seal(&place(client_id), &plain))
    }

    /// Opens one that is for this provider and in time.
    pub(super) fn open(
        sealed: &str,
        sealer: &Sealer,
        client_id: &str,
        provider: &str,
        now: u64,
    ) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let plain = sealer.open(&place(client_id), &bytes).ok()?;
        let flow: Self = serde_json::from_slice(&plain).ok()?;
        (flow.provider == provider && now < flow.until).then_some(flow)
    }
}

/// A cookie of one app client does not open at another.
fn place(client_id: &str) -> Vec<u8> {
    format!("hosted sign-in of {client_id}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_opens_only_where_and_when_it_counts() {
        let sealer = Sealer::new(&[1; 32]);
        let flow = Flow::new("google", "http://localhost/cb".to_owned(), None, 1000);
        let sealed = flow.seal(&sealer, "client");
        let open = |sealer: &Sealer, client, provider, now| {
            Flow::open(&sealed, sealer, client, provider, now).is_some()
        };
        assert!(open(&sealer, "client", "google", 1000 + LIFETIME - 1));
        assert!(!open(&sealer, "client", "google", 1000 + LIFETIME));
        assert!(!open(&sealer, "client", "facebook", 1000));
        assert!(!open(&sealer, "other", "google", 1000));
        assert!(!open(&Sealer::new(&[2; 32]), "client", "google", 1000));
        assert!(flow.verifier.len() >= 43);
        let other = Flow::new("google", String::new(), None, 1000);
        assert!(other.state != flow.state && other.nonce != flow.nonce);
    }
}
