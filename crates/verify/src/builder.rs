//! Building a verifier: what may be left out, and what may not.

use std::sync::Arc;
use std::time::Duration;

use crate::clock::Clock;
use crate::error::BuildError;
use crate::jwks::KeyCache;
use crate::requirement::Requirement;
use crate::source::{CacheSettings, FetchKeySet};
use crate::verifier::{Rules, Verifier};

const MAX_LEEWAY: Duration = Duration::from_secs(60);

/// What a [`Verifier`] is made from; started by [`Verifier::builder`].
#[must_use]
pub struct VerifierBuilder {
    rules: Rules,
    leeway: Duration,
    #[cfg(feature = "reqwest")]
    jwks_uri: Option<String>,
    source: Option<Arc<dyn FetchKeySet>>,
    cache: Option<KeyCache>,
    cache_settings: CacheSettings,
}

impl VerifierBuilder {
    pub(crate) fn new(rules: Rules) -> Self {
        Self {
            rules,
            leeway: Duration::ZERO,
            #[cfg(feature = "reqwest")]
            jwks_uri: None,
            source: None,
            cache: None,
            cache_settings: CacheSettings::default(),
        }
    }

    /// Groups and scopes that every token must carry. None by default.
    pub fn requirement(mut self, requirement: Requirement) -> Self {
        self.rules.requirement = requirement;
        self
    }

    /// How far the clocks of issuer and verifier may differ, in whole seconds: 0 by default, at most 60.
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// The largest token that is read, in bytes. Default 16 KiB.
    pub fn max_token_bytes(mut self, bytes: usize) -> Self {
        self.rules.max_token_bytes = bytes;
        self
    }

    /// Where the key set lies, if not at the issuer's [`jwks_uri`](crate::Issuer::jwks_uri). Feature `reqwest`; says
    /// nothing to another source.
    #[cfg(feature = "reqwest")]
    pub fn jwks_uri(mut self, uri: impl Into<String>) -> Self {
        self.jwks_uri = Some(uri.into());
        self
    }

    /// Where the key set comes from, if not over HTTP.
    pub fn key_source(mut self, source: impl FetchKeySet) -> Self {
        self.source = Some(Arc::new(source));
        self
    }

    /// How keys are cached.
    pub fn cache_settings(mut self, settings: CacheSettings) -> Self {
        self.cache_settings = settings;
        self
    }

    /// Keys that another verifier caches already; source and cache settings given here then say nothing.
    pub fn shared_keys(mut self, keys: KeyCache) -> Self {
        self.cache = Some(keys);
        self
    }

    /// The clock, if not the operating system's.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.rules.clock = Arc::new(clock);
        self
    }

    /// The verifier. Fetches nothing yet: see [`KeyCache::refresh`].
    ///
    /// # Errors
    ///
    /// [`BuildError`] when the settings cannot be meant: no client id, too much leeway, no usable source of keys.
    pub fn build(mut self) -> Result<Verifier, BuildError> {
        if self.leeway > MAX_LEEWAY {
            return Err(BuildError::Leeway {
                max: MAX_LEEWAY,
                actual: self.leeway,
            });
        }
        if self
            .rules
            .client_ids
            .0
            .as_ref()
            .is_some_and(|ids| ids.iter().all(String::is_empty))
        {
            return Err(BuildError::NoClientIds);
        }
        self.rules.leeway = self.leeway.as_secs();
        let keys = match (self.cache.take(), self.source.take()) {
            (Some(keys), _) => keys,
            (None, Some(source)) => self.key_cache(source),
            (None, None) => self.key_cache(self.default_source()?),
        };
        Ok(Verifier::new(keys, self.rules))
    }

    fn key_cache(&self, source: Arc<dyn FetchKeySet>) -> KeyCache {
        KeyCache::new(
            source,
            self.cache_settings.clone(),
            Arc::clone(&self.rules.clock),
        )
    }

    #[cfg(feature = "reqwest")]
    fn default_source(&self) -> Result<Arc<dyn FetchKeySet>, BuildError> {
        let uri = self
            .jwks_uri
            .clone()
            .unwrap_or_else(|| self.rules.issuer.jwks_uri());
        Ok(Arc::new(crate::fetch::HttpKeySet::new(&uri)?))
    }

    #[cfg(not(feature = "reqwest"))]
    fn default_source(&self) -> Result<Arc<dyn FetchKeySet>, BuildError> {
        Err(BuildError::NoKeySource)
    }
}

impl std::fmt::Debug for VerifierBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VerifierBuilder")
            .field("rules", &self.rules)
            .finish_non_exhaustive()
    }
}
