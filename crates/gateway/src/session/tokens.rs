//! The tokens of a session, as they are sealed.

use std::fmt;

use poolgate_client::Tokens;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::key::Ticket;
use crate::gateway::Gateway;

/// The tokens are refreshed so long before they expire: meanwhile the old ones still count.
const MARGIN: i64 = 60_000;

/// The tokens of a session.
#[derive(Clone)]
pub(crate) struct Kept {
    pub(crate) access_token: SecretString,
    pub(crate) id_token: Option<SecretString>,
    pub(crate) refresh_token: Option<SecretString>,
    /// From when on they are refreshed.
    pub(super) refresh_from: i64,
    /// When the access token expires.
    pub(crate) expires_at: i64,
    /// What the user signed in with.
    pub(super) typed: String,
    /// Whether the pool's hosted pages have a session too.
    pub(crate) hosted: bool,
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

#[derive(Serialize, Deserialize)]
struct Plain {
    access: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh: Option<String>,
    refresh_from: i64,
    expires_at: i64,
    typed: String,
    #[serde(default)]
    hosted: bool,
}

impl Kept {
    /// Tokens that have just come.
    pub(super) fn new(tokens: &Tokens, typed: &str, hosted: bool, now: i64) -> Self {
        let lifetime = i64::from(tokens.expires_in) * 1000;
        Self {
            access_token: tokens.access_token.clone(),
            id_token: tokens.id_token.clone(),
            refresh_token: tokens.refresh_token.clone(),
            refresh_from: now + lifetime - MARGIN.min(lifetime / 4),
            expires_at: now + lifetime,
            typed: typed.to_owned(),
            hosted,
        }
    }

    /// The result of a refresh: what did not come stays.
    pub(super) fn then(&self, tokens: &Tokens, now: i64) -> Self {
        let new = Self::new(tokens, &self.typed, self.hosted, now);
        Self {
            id_token: new.id_token.or_else(|| self.id_token.clone()),
            refresh_token: new.refresh_token.or_else(|| self.refresh_token.clone()),
            ..new
        }
    }

    /// Sealed for the session of this ticket.
    pub(super) fn seal(&self, gateway: &Gateway, ticket: &Ticket) -> Vec<u8> {
        let expose = |token: &SecretString| token.expose_secret().to_owned();
        let plain = Plain {
            access: expose(&self.access_token),
            id: self.id_token.as_ref().map(expose),
            refresh: self.refresh_token.as_ref().map(expose),
            refresh_from: self.refresh_from,
            expires_at: self.expires_at,
            typed: self.typed.clone(),
            hosted: self.hosted,
        };
        let json = Zeroizing::new(serde_json::to_vec(&plain).expect("texts and numbers are JSON"));
        let sealer = ticket.sealer(&gateway.config().secret_key);
        sealer.seal(&place(gateway), &json)
    }

    /// Opens what was sealed for this ticket; nothing where it was not.
    pub(super) fn unseal(gateway: &Gateway, ticket: &Ticket, sealed: &[u8]) -> Option<Self> {
        let sealer = ticket.sealer(&gateway.config().secret_key);
        let json = sealer.open(&place(gateway), sealed).ok()?;
        let plain: Plain = serde_json::from_slice(&json).ok()?;
        Some(Self {
            access_token: plain.access.into(),
            id_token: plain.id.map(SecretString::from),
            refresh_token: plain.refresh.map(SecretString::from),
            refresh_from: plain.refresh_from,
            expires_at: plain.expires_at,
            typed: plain.typed,
            hosted: plain.hosted,
        })
    }
}

/// The session of one app client does not open at another.
fn place(gateway: &Gateway) -> Vec<u8> {
    let client_id = &gateway.config().client.client_id;
    format!("browser session at {} {client_id}", gateway.pool_id()).into_bytes()
}
