//! Where the pool's key set comes from: the same transport as the calls. Fetches are counted.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Instant;

use async_trait::async_trait;
use poolgate_client::Transport;
use poolgate_metrics::{JWKS_FETCHES, Metrics};
use poolgate_verify::{FetchError, FetchKeySet};

/// When the key set was last fetched.
#[derive(Debug, Default)]
pub(crate) struct KeyAge(Mutex<Option<Instant>>);

impl KeyAge {
    fn begin(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// How old it is.
    pub(crate) fn seconds(&self) -> Option<f64> {
        let fetched = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        fetched.map(|fetched| fetched.elapsed().as_secs_f64())
    }
}

/// The pool's key set.
pub(crate) struct Keys {
    pub(crate) transport: Transport,
    pub(crate) url: String,
    pub(crate) metrics: Metrics,
    pub(crate) age: Arc<KeyAge>,
}

impl Keys {
    async fn get(&self, max_bytes: usize) -> Result<Vec<u8>, FetchError> {
        let document = self
            .transport
            .get(&self.url)
            .await
            .map_err(FetchError::new)?;
        if document.len() > max_bytes {
            return Err(FetchError::new(format!(
                "{} answered more than {max_bytes} bytes",
                self.url
            )));
        }
        Ok(document.to_vec())
    }
}

#[async_trait]
impl FetchKeySet for Keys {
    async fn fetch(&self, max_bytes: usize) -> Result<Vec<u8>, FetchError> {
        let fetched = self.get(max_bytes).await;
        let outcome = if fetched.is_ok() { "ok" } else { "failed" };
        self.metrics.count(JWKS_FETCHES, &[outcome]);
        if fetched.is_ok() {
            self.age.begin();
        }
        fetched
    }
}
