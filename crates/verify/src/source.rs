//! Where keys come from, and how they are cached: the seam and its settings.

use std::time::Duration;

use async_trait::async_trait;

use crate::error::FetchError;

/// Where a key set comes from.
///
/// Implement it with the crate [`async-trait`](https://docs.rs/async-trait), or by returning a pinned box.
#[async_trait]
pub trait FetchKeySet: Send + Sync + 'static {
    /// Fetches the key set document (RFC 7517, section 5), of at most `max_bytes` bytes.
    ///
    /// The cache limits the time this takes, calls it once at a time, and refuses a longer document; an implementation
    /// that reads from a network should stop reading at `max_bytes`.
    async fn fetch(&self, max_bytes: usize) -> Result<Vec<u8>, FetchError>;
}

/// A key set that is known beforehand, for tests and for places without a network.
#[derive(Clone, Debug)]
pub struct StaticKeySet(Vec<u8>);

impl StaticKeySet {
    /// The key set in this document (RFC 7517, section 5).
    pub fn new(document: impl Into<Vec<u8>>) -> Self {
        Self(document.into())
    }
}

#[async_trait]
impl FetchKeySet for StaticKeySet {
    async fn fetch(&self, _max_bytes: usize) -> Result<Vec<u8>, FetchError> {
        Ok(self.0.clone())
    }
}

/// How a [`KeyCache`](crate::KeyCache) behaves; the defaults suit Cognito.
#[derive(Clone, Debug)]
pub struct CacheSettings {
    pub(crate) refresh_after: Duration,
    pub(crate) unknown_key_wait: Duration,
    pub(crate) fetch_timeout: Duration,
    pub(crate) max_document_bytes: usize,
    pub(crate) max_keys: usize,
}

impl Default for CacheSettings {
    fn default() -> Self {
        Self {
            refresh_after: Duration::from_secs(600),
            unknown_key_wait: Duration::from_secs(60),
            fetch_timeout: Duration::from_secs(5),
            max_document_bytes: 64 * 1024,
            max_keys: 64,
        }
    }
}

impl CacheSettings {
    /// The age at which the keys are fetched again in the background. Default 10 minutes.
    #[must_use]
    pub fn refresh_after(mut self, age: Duration) -> Self {
        self.refresh_after = age;
        self
    }

    /// After a fetch that did not find the key asked for: how long no other fetch is made for an unknown key. So
    /// tokens with invented key ids cause at most one fetch in this time. Default 60 s.
    #[must_use]
    pub fn unknown_key_wait(mut self, wait: Duration) -> Self {
        self.unknown_key_wait = wait;
        self
    }

    /// The time that a fetch may take. Default 5 s.
    #[must_use]
    pub fn fetch_timeout(mut self, timeout: Duration) -> Self {
        self.fetch_timeout = timeout;
        self
    }

    /// The size of the largest document that is read, in bytes. Default 64 KiB.
    #[must_use]
    pub fn max_document_bytes(mut self, bytes: usize) -> Self {
        self.max_document_bytes = bytes;
        self
    }

    /// The largest number of keys in a document. Default 64; Cognito has 2.
    #[must_use]
    pub fn max_keys(mut self, keys: usize) -> Self {
        self.max_keys = keys;
        self
    }
}
