//! What the gateway is built from. Plain data: whoever starts the gateway reads files and variables.

use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::hkdf;
use poolgate_client::ClientConfig;
use poolgate_metrics::Metrics;
use poolgate_verify::BuildError;
use secrecy::{ExposeSecret, SecretBox, SecretString};

use crate::address::Network;
use crate::data::Data;
use crate::pages::Pages;
use crate::privacy::Privacy;
use crate::refused_passwords::RefusedPasswords;
use crate::rule::Rule;
use crate::session::Lifetimes;
use crate::verification::{PoolDown, Verification};

/// The attributes that a user may set at sign-up, by default.
const ALLOWED_ATTRIBUTES: [&str; 15] = [
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "address",
    "phone_number",
];

/// The attributes that a user may change later, by default.
const PROFILE_ATTRIBUTES: [&str; 5] = [
    "name",
    "given_name",
    "family_name",
    "phone_number",
    "address",
];

/// Everything a [`crate::Gateway`] needs to know.
#[derive(Clone, Debug)]
pub struct Config {
    /// The user pool and app client in front of which the gateway stands.
    pub client: ClientConfig,
    /// The issuer of the pool's tokens.
    pub issuer: String,
    /// Where the key set lies, if not below the issuer.
    pub jwks_uri: Option<String>,
    /// What stands before `/oauth2/authorize` and `/oauth2/token`: the domain of the pool's hosted pages, as a URL
    /// without a slash at its end. Without it nobody signs in by other identity providers.
    pub hosted: Option<String>,
    /// The URL that users see, if it is not the listener's own.
    pub public_url: Option<String>,
    /// Which other origins may call from a browser.
    pub cors: Cors,
    /// The proxies whose `X-Forwarded-For` counts.
    pub trusted_proxies: Vec<Network>,
    /// How often one address or account may ask; nothing turns the limits off.
    pub limits: Option<Limits>,
    /// How far the clocks of pool and gateway may differ, 60 s at most.
    pub leeway: Duration,
    /// What protects the sessions of challenges. Gateways that share the work share the key.
    pub secret_key: SecretKey,
    /// The attributes that a user may set at sign-up. `custom:` attributes only where listed.
    pub allowed_attributes: Vec<String>,
    /// The attributes that a signed-in user may change. `email` and `custom:` attributes only where
    /// listed.
    pub profile_attributes: Vec<String>,
    /// New passwords that are refused before the pool is asked.
    pub refused_passwords: Option<Arc<RefusedPasswords>>,
    /// Who may pass to which path of a guarded application; the first rule that fits counts.
    pub rules: Vec<Rule>,
    /// Whether "send a code again" and "forgot password" answer alike for every account whose state
    /// the pool would give away. An unknown user is 404 only where the pool says so.
    pub conceal_users: bool,
    /// How much sign-up, "forgot password" and "send a code again" tell.
    pub privacy: Privacy,
    /// How tokens are verified where no rule says otherwise.
    pub verification: Verification,
    /// What strict verification does while the pool cannot be asked.
    pub pool_down: PoolDown,
    /// How long `/auth/me` and strict verification may use what the pool said about a user.
    pub user_cache: Duration,
    /// How long sessions of browsers last.
    pub sessions: Lifetimes,
    /// How the pages look and what they offer.
    pub pages: Pages,
    /// The largest request body, in bytes.
    pub body_limit: usize,
    /// How long a request may take.
    pub request_timeout: Duration,
    /// The gateway's own data and mails. Without it there is no directory, and the routes that reset
    /// passwords by codes of the gateway's own answer `misconfigured`.
    pub data: Option<Data>,
    /// Development: no `Strict-Transport-Security`.
    pub dev: bool,
    /// Where requests, calls of the pool and security events are counted.
    pub metrics: Metrics,
    /// Whether the audit log has the accounts that callers typed, and not only their keyed hashes.
    pub audit_addresses: bool,
}

impl Config {
    /// The defaults, for this pool.
    pub fn new(client: ClientConfig, issuer: impl Into<String>, secret_key: SecretKey) -> Self {
        Self {
            client,
            issuer: issuer.into(),
            jwks_uri: None,
            hosted: None,
            public_url: None,
            cors: Cors::None,
            trusted_proxies: Vec::new(),
            limits: Some(Limits::default()),
            leeway: Duration::ZERO,
            secret_key,
            allowed_attributes: ALLOWED_ATTRIBUTES.map(str::to_owned).to_vec(),
            profile_attributes: Self::profile_attributes(),
            refused_passwords: None,
            rules: Vec::new(),
            conceal_users: true,
            privacy: Privacy::default(),
            verification: Verification::default(),
            pool_down: PoolDown::default(),
            user_cache: Duration::from_secs(1),
            sessions: Lifetimes::default(),
            pages: Pages::default(),
            body_limit: 64 * 1024,
            request_timeout: Duration::from_secs(30),
            data: None,
            dev: false,
            metrics: Metrics::new(),
            audit_addresses: false,
        }
    }

    /// The attributes that a signed-in user may change, where nothing else is said.
    pub fn profile_attributes() -> Vec<String> {
        PROFILE_ATTRIBUTES.map(str::to_owned).to_vec()
    }
}

/// Which other origins may call from a browser.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Cors {
    /// None.
    #[default]
    None,
    /// These, such as `https://app.example.com`; with credentials.
    Origins(Vec<String>),
    /// Any, with bearer tokens only: never with credentials.
    Any,
}

/// Token buckets: the burst is what a minute allows, and it fills up again evenly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Requests a minute from one address on the routes that guess or send.
    pub address_per_minute: NonZeroU32,
    /// Guesses a minute (passwords, codes) at one account.
    pub account_per_minute: NonZeroU32,
    /// Mails a minute to one account.
    pub mails_per_minute: NonZeroU32,
}

impl Default for Limits {
    fn default() -> Self {
        let number = |n| NonZeroU32::new(n).expect("a constant above zero");
        Self {
            address_per_minute: number(60),
            account_per_minute: number(60),
            mails_per_minute: number(5),
        }
    }
}

/// The key that protects what the gateway hands out sealed.
#[derive(Clone)]
pub struct SecretKey(Arc<SecretBox<[u8; 32]>>);

impl SecretKey {
    /// A key of 256 random bits.
    pub fn new(key: [u8; 32]) -> Self {
        Self(Arc::new(SecretBox::new(Box::new(key))))
    }

    /// The key that follows from a text (HKDF-SHA256, RFC 5869). It is as strong as the text.
    pub fn from_text(text: &SecretString) -> Self {
        let mut key = [0; 32];
        hkdf::Salt::new(hkdf::HKDF_SHA256, b"poolgate gateway")
            .extract(text.expose_secret().as_bytes())
            .expand(&[b"secret key"], hkdf::HKDF_SHA256)
            .and_then(|material| material.fill(&mut key))
            .expect("HKDF-SHA256 gives up to 8160 bytes");
        Self::new(key)
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        self.0.expose_secret()
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(hidden)")
    }
}

/// A configuration that cannot work.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The issuer, the key set's address or the leeway.
    #[error(transparent)]
    Verifier(#[from] BuildError),
    /// An origin is not one.
    #[error(
        "{0:?} is not an origin: write scheme, host and port only, such as https://app.example.com"
    )]
    Origin(String),
    /// The public URL is not one.
    #[error(
        "{0:?} cannot be the public URL: write scheme and host, such as https://id.example.com"
    )]
    PublicUrl(String),
    /// An attribute that no user may set.
    #[error("{0:?} cannot be on the list of allowed attributes: users must not set it")]
    Attribute(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_from_a_text_is_stable_and_hidden() {
        let one = SecretKey::from_text(&SecretString::from("dev"));
        let again = SecretKey::from_text(&SecretString::from("dev"));
        let other = SecretKey::from_text(&SecretString::from("prod"));
        assert_eq!(one.bytes(), again.bytes());
        assert_ne!(one.bytes(), other.bytes());
        assert_eq!(format!("{one:?}"), "SecretKey(hidden)");
    }
}
