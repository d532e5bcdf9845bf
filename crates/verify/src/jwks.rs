//! Keys by their id: a cache in front of a source.
//!
//! Known keys are read without a lock and without waiting. The source is asked when the cache is empty, when a token
//! names an unknown key, and when the keys have grown old; by one fetch at a time, however many wait. What was fetched
//! last is served for as long as the source fails.

use std::collections::HashSet;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use tokio::sync::watch;

use crate::clock::Clock;
use crate::error::{Error, ErrorKind, FetchError};
use crate::jwk::{KeySet, PublicKey};
use crate::source::{CacheSettings, FetchKeySet};

/// The wait after a first failed fetch; it doubles with every further one.
const FIRST_RETRY: Duration = Duration::from_secs(1);
/// The longest such wait while there are no keys at all, so that a start recovers soon.
const COLD_RETRY: Duration = Duration::from_secs(4);

/// The keys of one issuer, cached. Clones share one cache.
#[derive(Clone, Debug)]
pub struct KeyCache(Arc<Shared>);

struct Shared {
    source: Arc<dyn FetchKeySet>,
    settings: CacheSettings,
    clock: Arc<dyn Clock>,
    keys: ArcSwapOption<KeySet>,
    /// When a fetch in the background is due, in milliseconds of the monotonic clock.
    refresh_at: AtomicU64,
    flight: Mutex<Flight>,
}

/// The one fetch that may be under way, and what the last one taught.
#[derive(Default)]
struct Flight {
    /// Closed when the fetch has landed.
    landed: Option<watch::Receiver<()>>,
    /// The keys for which it is awaited.
    wanted: HashSet<String>,
    /// Failures in a row, and the last of them.
    failures: u32,
    failure: Option<FetchError>,
    /// After a failure: no fetch before this.
    retry_at: Duration,
    /// After a key that was not found: no fetch for an unknown key before this.
    unknown_until: Duration,
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared")
            .field("settings", &self.settings)
            .field("keys", &self.ids())
            .finish_non_exhaustive()
    }
}

impl KeyCache {
    /// An empty cache in front of `source`.
    pub fn new(
        source: Arc<dyn FetchKeySet>,
        settings: CacheSettings,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self(Arc::new(Shared {
            source,
            settings,
            clock,
            keys: ArcSwapOption::empty(),
            refresh_at: AtomicU64::new(u64::MAX),
            flight: Mutex::default(),
        }))
    }

    /// Whether keys have been fetched: what a readiness check wants to know.
    pub fn is_loaded(&self) -> bool {
        self.0.keys.load().is_some()
    }

    /// Fetches the key set now, or waits for the fetch that is under way: at the start, to be ready before the first
    /// token. Must be called on a Tokio runtime.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::KeysUnavailable`] when the fetch failed. Keys that were cached before stay.
    pub async fn refresh(&self) -> Result<(), Error> {
        let joined = {
            let mut flight = self.0.flight();
            match &flight.landed {
                Some(landed) => Joined {
                    landed: landed.clone(),
                    launch: None,
                },
                None => self.0.prepare(&mut flight)?,
            }
        };
        joined.wait().await;
        match self.0.unavailable(&self.0.flight()) {
            Some(kind) => Err(kind.into()),
            None => Ok(()),
        }
    }

    /// A key that is in the cache. Never waits; starts a fetch in the background when the keys are old.
    pub(crate) fn cached(&self, id: &str) -> Option<Arc<PublicKey>> {
        let key = self.0.known(id)?;
        if self.0.now_millis() >= self.0.refresh_at.load(Ordering::Relaxed) {
            self.0.refresh_in_background();
        }
        Some(key)
    }

    /// A key, fetched where it is not in the cache and a fetch is due.
    pub(crate) async fn key(&self, id: &str) -> Result<Arc<PublicKey>, ErrorKind> {
        if let Some(key) = self.cached(id) {
            return Ok(key);
        }
        let joined = {
            let mut flight = self.0.flight();
            // It may have landed since the look above.
            if let Some(key) = self.0.known(id) {
                return Ok(key);
            }
            self.0.join(&mut flight, id)?
        };
        joined.wait().await;
        match self.0.known(id) {
            Some(key) => Ok(key),
            None => Err(self.0.refusal(&self.0.flight(), id)),
        }
    }
}

/// A fetch under way, or about to be.
struct Joined {
    landed: watch::Receiver<()>,
    launch: Option<Launch>,
}

impl Joined {
    /// Starts the fetch where it is ours to start, and waits for its end, which drops the other half of the channel.
    async fn wait(mut self) {
        self.start();
        while self.landed.changed().await.is_ok() {}
    }

    /// Starts the fetch where it is ours to start. Not to be called under the lock: a runtime that is shutting down
    /// drops the task at once, which takes the lock.
    fn start(&mut self) {
        if let Some(Launch { runtime, landing }) = self.launch.take() {
            runtime.spawn(async move {
                let outcome = landing.shared.fetch().await;
                landing.land(outcome);
            });
        }
    }
}

/// A fetch to be started: in a task of its own, so that whoever waits may hang up without ending it for the others.
struct Launch {
    runtime: tokio::runtime::Handle,
    landing: Landing,
}

impl Shared {
    fn flight(&self) -> MutexGuard<'_, Flight> {
        // Every state of a flight is a valid one, so that a panic elsewhere spoils nothing.
        self.flight.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self, id: &str) -> Option<Arc<PublicKey>> {
        self.keys.load().as_ref()?.get(id).cloned()
    }

    fn ids(&self) -> Vec<String> {
        self.keys
            .load()
            .as_ref()
            .map(|keys| keys.ids())
            .unwrap_or_default()
    }

    fn now_millis(&self) -> u64 {
        millis(self.clock.monotonic())
    }

    /// The fetch under way, or a new one where none is forbidden, for a key that is not in the cache.
    fn join(self: &Arc<Self>, flight: &mut Flight, id: &str) -> Result<Joined, ErrorKind> {
        let joined = if let Some(landed) = &flight.landed {
            Joined {
                landed: landed.clone(),
                launch: None,
            }
        } else {
            let now = self.clock.monotonic();
            if now < flight.retry_at || (now < flight.unknown_until && self.keys.load().is_some()) {
                return Err(self.refusal(flight, id));
            }
            self.prepare(flight)?
        };
        // One more than a key set may hold suffices to know that some of them are invented.
        if flight.wanted.len() <= self.settings.max_keys {
            flight.wanted.insert(id.to_owned());
        }
        Ok(joined)
    }

    fn refresh_in_background(self: &Arc<Self>) {
        let joined = {
            let mut flight = self.flight();
            if flight.landed.is_some() {
                return;
            }
            self.prepare(&mut flight)
        };
        // Without a runtime nothing can be started, and the old keys keep serving.
        if let Ok(mut joined) = joined {
            joined.start();
        }
    }

    /// Registers a new fetch, to be started when the lock is free again.
    fn prepare(self: &Arc<Self>, flight: &mut Flight) -> Result<Joined, ErrorKind> {
        let runtime = tokio::runtime::Handle::try_current().map_err(|problem| {
            ErrorKind::KeysUnavailable {
                source: FetchError::new(problem),
                retry_after: Duration::ZERO,
            }
        })?;
        let (sender, landed) = watch::channel(());
        flight.landed = Some(landed.clone());
        flight.wanted.clear();
        let landing = Landing {
            shared: Arc::clone(self),
            done: false,
            _sender: sender,
        };
        Ok(Joined {
            landed,
            launch: Some(Launch { runtime, landing }),
        })
    }

    async fn fetch(&self) -> Result<KeySet, FetchError> {
        let CacheSettings {
            fetch_timeout,
            max_document_bytes,
            max_keys,
            ..
        } = self.settings;
        let document = tokio::time::timeout(fetch_timeout, self.source.fetch(max_document_bytes))
            .await
            .map_err(|_| FetchError::new(format!("no answer within {fetch_timeout:?}")))??;
        if document.len() > max_document_bytes {
            let size = document.len();
            return Err(FetchError::new(format!(
                "the key set has {size} bytes, at most {max_document_bytes} are read"
            )));
        }
        KeySet::parse(&document, max_keys)
    }

    fn store(&self, flight: &mut Flight, outcome: Result<KeySet, FetchError>) {
        let now = self.clock.monotonic();
        let next = match outcome {
            Ok(keys) => {
                if flight.wanted.iter().any(|id| keys.get(id).is_none()) {
                    flight.unknown_until = now + self.settings.unknown_key_wait;
                }
                flight.failures = 0;
                flight.failure = None;
                flight.retry_at = Duration::ZERO;
                tracing::debug!(keys = ?keys.ids(), "fetched the key set");
                self.keys.store(Some(Arc::new(keys)));
                now + self.settings.refresh_after
            }
            Err(failure) => {
                let longest = if self.keys.load().is_some() {
                    self.settings.unknown_key_wait
                } else {
                    COLD_RETRY
                };
                let wait = (FIRST_RETRY * (1 << flight.failures.min(16))).min(longest);
                flight.failures = flight.failures.saturating_add(1);
                flight.retry_at = now + wait;
                tracing::warn!(%failure, failures = flight.failures, retry_seconds = wait.as_secs_f64(), "the key set cannot be fetched");
                flight.failure = Some(failure);
                flight.retry_at
            }
        };
        self.refresh_at.store(millis(next), Ordering::Relaxed);
        flight.landed = None;
    }

    /// What to answer for a key that is not there, and that cannot be fetched now.
    fn refusal(&self, flight: &Flight, id: &str) -> ErrorKind {
        self.unavailable(flight)
            .unwrap_or_else(|| ErrorKind::KeyUnknown {
                expected: self.ids(),
                actual: crate::error::shown(id),
            })
    }

    fn unavailable(&self, flight: &Flight) -> Option<ErrorKind> {
        flight
            .failure
            .clone()
            .map(|source| ErrorKind::KeysUnavailable {
                source,
                retry_after: flight.retry_at.saturating_sub(self.clock.monotonic()),
            })
    }
}

/// The end of a fetch, also where the source panics or the runtime stops: those who wait must go on.
struct Landing {
    shared: Arc<Shared>,
    done: bool,
    /// Dropped last, when the new state is in place.
    _sender: watch::Sender<()>,
}

impl Landing {
    fn land(mut self, outcome: Result<KeySet, FetchError>) {
        self.done = true;
        let mut flight = self.shared.flight();
        self.shared.store(&mut flight, outcome);
    }
}

impl Drop for Landing {
    fn drop(&mut self) {
        if !self.done {
            let mut flight = self.shared.flight();
            self.shared.store(
                &mut flight,
                Err(FetchError::new("the fetch was broken off")),
            );
        }
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
