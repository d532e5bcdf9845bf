//! What stands between the client and a pool over the network: a circuit breaker, Cognito's quotas, and what
//! becomes of throttled calls. A pool in the same process needs none of it.

mod breaker;
mod connector;
mod quota;
mod retry;

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use poolgate_crypto::{Random, SystemRandom};

pub use breaker::BreakerSettings;
pub(crate) use connector::{Guarded, is_throttled};
pub use quota::{Category, Quotas};

use crate::config::ClientConfig;
use crate::transport::Transport;

/// Why a call was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Held {
    /// The pool failed, and calls rest.
    #[error("calls to the pool rest after failures")]
    Resting(Duration),
    /// The quota of the operation is used up.
    #[error("Cognito's quota for such calls is used up")]
    QuotaUsedUp(Duration),
}

/// What became of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// An answer, even if it is a refusal.
    Answered,
    /// The pool was asked too often.
    Throttled,
    /// No answer, or one of 5xx.
    Failed,
}

/// The guard of one client and its clones.
pub(crate) struct Guard {
    breaker: Option<BreakerSettings>,
    quotas: Option<Quotas>,
    /// How long one attempt may take; waiting for a turn is not part of it.
    pub(crate) attempt: Duration,
    random: Arc<dyn Random>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    breaker: breaker::Breaker,
    buckets: quota::Buckets,
    savings: retry::Savings,
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guard")
            .field("breaker", &self.breaker)
            .field("quotas", &self.quotas)
            .finish_non_exhaustive()
    }
}

impl Guard {
    /// The guard of a client over the network.
    pub(crate) fn of(config: &ClientConfig) -> Option<Arc<Self>> {
        let is_needed = match config.transport {
            Transport::Https => true,
            #[cfg(feature = "in-process")]
            Transport::InProcess(_) => false,
        };
        is_needed.then(|| {
            Arc::new(Self {
                breaker: config.breaker,
                quotas: config.quotas,
                attempt: config.timeouts.attempt,
                random: Arc::new(SystemRandom::default()),
                state: Mutex::default(),
            })
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Every change is whole by itself, so that a panic elsewhere does no harm.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes an attempt, and again while it is throttled and there is hope. The whole of it ends with the
    /// time for the operation, which the caller keeps.
    pub(crate) async fn call<T, F: Future<Output = (Outcome, T)>>(
        &self,
        operation: &str,
        mut attempt: impl FnMut() -> F,
    ) -> Result<T, Held> {
        let mut tries = 0;
        loop {
            self.admit(operation).await?;
            let (outcome, answer) = attempt().await;
            tries += 1;
            if !self.learn(outcome, tries) {
                return Ok(answer);
            }
            tokio::time::sleep(retry::pause(tries, &*self.random)).await;
        }
    }

    async fn admit(&self, operation: &str) -> Result<(), Held> {
        let wait = {
            let now = Instant::now();
            let mut state = self.state();
            if let Some(settings) = self.breaker {
                let admitted = state.breaker.admit(settings, now);
                admitted.map_err(Held::Resting)?;
            }
            match (&self.quotas, Category::of(operation)) {
                (Some(quotas), Some(category)) => {
                    let taken = state.buckets.take(quotas, category, now);
                    taken.map_err(Held::QuotaUsedUp)?
                }
                _ => Duration::ZERO,
            }
        };
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        Ok(())
    }

    /// Whether to try again.
    fn learn(&self, outcome: Outcome, tries: u32) -> bool {
        let mut state = self.state();
        match outcome {
            Outcome::Failed => {
                if let Some(settings) = self.breaker
                    && state.breaker.failed(settings, Instant::now())
                {
                    tracing::error!(
                        failures = settings.failures,
                        rest_ms = u64::try_from(settings.rest.as_millis()).unwrap_or(u64::MAX),
                        "the pool fails: calls to it rest, but for one now and then"
                    );
                }
                false
            }
            Outcome::Answered => {
                state.breaker.answered();
                state.savings.earn();
                false
            }
            Outcome::Throttled => {
                state.breaker.answered();
                state.savings.again(tries)
            }
        }
    }
}
