//! The decision: is this token one of ours, valid now, and for this purpose?

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::builder::VerifierBuilder;
use crate::claims::{Claims, TokenUse, invalid, required_text, time};
use crate::clock::{Clock, SystemClock};
use crate::error::{Error, ErrorKind, shown};
use crate::issuer::Issuer;
use crate::jwk::PublicKey;
use crate::jwks::KeyCache;
use crate::parse::{self, Parsed};
use crate::requirement::Requirement;

/// The largest token that is read, in bytes. Cognito's own stay below 4 KiB or so.
pub(crate) const MAX_TOKEN_BYTES: usize = 16 * 1024;

/// The app clients whose tokens are accepted. There is no default: a token made for another application is valid too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientIds(pub(crate) Option<Vec<String>>);

impl ClientIds {
    /// Only tokens of these app clients.
    pub fn only<T: Into<String>>(ids: impl IntoIterator<Item = T>) -> Self {
        Self(Some(ids.into_iter().map(Into::into).collect()))
    }

    /// Tokens of every app client of the pool.
    pub fn any() -> Self {
        Self(None)
    }
}

/// The kinds of token that are accepted. There is no default, for the two say different things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcceptedUse {
    /// Access tokens alone.
    Access,
    /// ID tokens alone.
    Id,
    /// Both.
    Either,
}

impl AcceptedUse {
    fn accepts(self, token_use: TokenUse) -> bool {
        match self {
            Self::Access => token_use == TokenUse::Access,
            Self::Id => token_use == TokenUse::Id,
            Self::Either => true,
        }
    }

    fn expected(self) -> &'static str {
        match self {
            Self::Access => "\"access\"",
            Self::Id => "\"id\"",
            Self::Either => "\"access\" or \"id\"",
        }
    }
}

impl From<TokenUse> for AcceptedUse {
    fn from(token_use: TokenUse) -> Self {
        match token_use {
            TokenUse::Access => Self::Access,
            TokenUse::Id => Self::Id,
        }
    }
}

/// Verifies tokens of one issuer. Clones are cheap, and share the cached keys.
#[derive(Clone, Debug)]
pub struct Verifier {
    keys: KeyCache,
    rules: Arc<Rules>,
}

#[derive(Clone, Debug)]
pub(crate) struct Rules {
    pub(crate) issuer: Issuer,
    pub(crate) client_ids: ClientIds,
    accepted: AcceptedUse,
    pub(crate) requirement: Requirement,
    /// In seconds.
    pub(crate) leeway: u64,
    pub(crate) max_token_bytes: usize,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Verifier {
    pub(crate) fn new(keys: KeyCache, rules: Rules) -> Self {
        Self {
            keys,
            rules: Arc::new(rules),
        }
    }

    /// Starts a verifier with the three things that nobody can guess: who issues the tokens, for which app clients,
    /// and which kind is accepted ([`TokenUse`] or [`AcceptedUse`]).
    pub fn builder(
        issuer: Issuer,
        client_ids: ClientIds,
        accepted: impl Into<AcceptedUse>,
    ) -> VerifierBuilder {
        VerifierBuilder::new(Rules {
            issuer,
            client_ids,
            accepted: accepted.into(),
            requirement: Requirement::default(),
            leeway: 0,
            max_token_bytes: MAX_TOKEN_BYTES,
            clock: Arc::new(SystemClock),
        })
    }

    /// Verifies a token in compact form (RFC 7515, section 7.1). Waits only where the key is not in the cache; must
    /// then be called on a Tokio runtime.
    ///
    /// # Errors
    ///
    /// [`Error::status`] says what to make of it: 401, 403 when only groups or scopes are missing, 503 when the keys
    /// cannot be had. Claims are looked at after the signature, rights after the claims.
    pub async fn verify(&self, token: &str) -> Result<Claims, Error> {
        let parsed = parse::parse(token, self.rules.max_token_bytes)?;
        let key = match self.keys.cached(&parsed.key_id) {
            Some(key) => key,
            None => self.keys.key(&parsed.key_id).await?,
        };
        self.rules.check(&parsed, &key)
    }

    /// Verifies a token with the keys that are in the cache: never waits, and needs no runtime.
    ///
    /// # Errors
    ///
    /// As [`verify`](Verifier::verify), and [`ErrorKind::KeyNotCached`] where that one would ask the source.
    pub fn verify_cached(&self, token: &str) -> Result<Claims, Error> {
        let parsed = parse::parse(token, self.rules.max_token_bytes)?;
        match self.keys.cached(&parsed.key_id) {
            Some(key) => self.rules.check(&parsed, &key),
            None => Err(ErrorKind::KeyNotCached {
                actual: shown(&parsed.key_id),
            }
            .into()),
        }
    }

    /// The cached keys: to fetch them before the first token, to ask whether they are there, or to share them.
    pub fn keys(&self) -> &KeyCache {
        &self.keys
    }

    /// The issuer that tokens must name.
    pub fn issuer(&self) -> &Issuer {
        &self.rules.issuer
    }

    /// The same verifier for other kinds of token.
    #[must_use]
    pub fn accepting(&self, accepted: impl Into<AcceptedUse>) -> Self {
        self.with(|rules| rules.accepted = accepted.into())
    }

    /// The same verifier with other required groups and scopes.
    #[must_use]
    pub fn requiring(&self, requirement: Requirement) -> Self {
        self.with(|rules| rules.requirement = requirement)
    }

    fn with(&self, change: impl FnOnce(&mut Rules)) -> Self {
        let mut rules = Rules::clone(&self.rules);
        change(&mut rules);
        Self {
            keys: self.keys.clone(),
            rules: Arc::new(rules),
        }
    }
}

impl Rules {
    fn check(&self, parsed: &Parsed<'_>, key: &PublicKey) -> Result<Claims, Error> {
        if !key.verifies(parsed.signed.as_bytes(), &parsed.signature) {
            return Err(ErrorKind::Signature {
                key_id: shown(&parsed.key_id),
            }
            .into());
        }
        let raw = parse::claims(parsed.payload)?;
        self.check_issuer(&raw)?;
        let token_use = self.check_token_use(&raw)?;
        let client_id = self.check_client(&raw, token_use)?;
        let claims = Claims::new(raw, token_use, client_id)?;
        self.check_times(&claims)?;
        self.requirement.check(&claims)?;
        Ok(claims)
    }

    fn check_issuer(&self, raw: &Map<String, Value>) -> Result<(), Error> {
        let actual = required_text(raw, "iss")?;
        if actual == self.issuer.as_str() {
            return Ok(());
        }
        let expected = self.issuer.as_str().to_owned();
        Err(ErrorKind::Issuer {
            expected,
            actual: shown(actual),
        }
        .into())
    }

    fn check_token_use(&self, raw: &Map<String, Value>) -> Result<TokenUse, Error> {
        let actual = required_text(raw, "token_use")?;
        [TokenUse::Access, TokenUse::Id]
            .into_iter()
            .find(|token_use| token_use.as_str() == actual && self.accepted.accepts(*token_use))
            .ok_or_else(|| {
                let expected = self.accepted.expected();
                ErrorKind::TokenUse {
                    expected,
                    actual: shown(actual),
                }
                .into()
            })
    }

    /// The client id, which access tokens carry in `client_id` and ID tokens in `aud` (OpenID Connect Core 1.0,
    /// section 2: a text, or a list).
    fn check_client(&self, raw: &Map<String, Value>, token_use: TokenUse) -> Result<String, Error> {
        let claim = match token_use {
            TokenUse::Access => "client_id",
            TokenUse::Id => "aud",
        };
        let actual: Vec<&str> = match raw.get(claim) {
            Some(Value::Array(list)) if token_use == TokenUse::Id => list
                .iter()
                .map(|item| {
                    item.as_str()
                        .ok_or_else(|| invalid(raw, claim, "a text, or a list of texts"))
                })
                .collect::<Result<_, _>>()?,
            _ => vec![required_text(raw, claim)?],
        };
        let found = match &self.client_ids.0 {
            None => actual.first().copied(),
            Some(allowed) => actual
                .iter()
                .copied()
                .find(|id| allowed.iter().any(|allowed| allowed == id)),
        };
        found.map(str::to_owned).ok_or_else(|| {
            let expected = self.client_ids.0.clone().unwrap_or_default();
            let actual = actual.iter().map(|id| shown(id)).collect();
            ErrorKind::Client {
                claim,
                expected,
                actual,
            }
            .into()
        })
    }

    /// A token is valid until the second before `exp`, and from `nbf` and `iat` on.
    fn check_times(&self, claims: &Claims) -> Result<(), Error> {
        let (now, leeway) = (self.clock.unix_seconds(), self.leeway);
        let expired_at = claims.expires_at();
        if now >= expired_at.saturating_add(leeway) {
            return Err(ErrorKind::Expired {
                expired_at,
                now,
                leeway,
            }
            .into());
        }
        for (claim, value) in [
            ("nbf", time(claims.as_map(), "nbf")?),
            ("iat", claims.issued_at()),
        ] {
            if let Some(not_before) = value
                && not_before > now.saturating_add(leeway)
            {
                return Err(ErrorKind::NotYetValid {
                    claim,
                    not_before,
                    now,
                    leeway,
                }
                .into());
            }
        }
        Ok(())
    }
}
