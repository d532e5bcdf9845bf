//! Whether the gateway can do its work: the pool answers, and its keys are there.

use std::time::{Duration, Instant};

use poolgate_client::Client;
use poolgate_verify::Verifier;
use tokio::sync::Mutex;

/// How long an answer holds.
const GOOD_FOR: Duration = Duration::from_secs(5);
const BAD_FOR: Duration = Duration::from_secs(1);

/// What is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ready {
    Yes,
    /// The pool does not answer.
    NoPool,
    /// There are no keys, so that no token can be checked.
    NoKeys,
}

/// The last look, so that probes cost the pool next to nothing.
#[derive(Debug, Default)]
pub(crate) struct Readiness(Mutex<Option<(Instant, Ready)>>);

impl Readiness {
    /// Looks, one caller at a time, unless somebody just did.
    pub(crate) async fn look(&self, client: &Client, verifier: &Verifier) -> Ready {
        let mut last = self.0.lock().await;
        if let Some((when, ready)) = *last {
            let good_for = if ready == Ready::Yes {
                GOOD_FOR
            } else {
                BAD_FOR
            };
            if when.elapsed() < good_for {
                return ready;
            }
        }
        let ready = ask(client, verifier).await;
        *last = Some((Instant::now(), ready));
        ready
    }
}

async fn ask(client: &Client, verifier: &Verifier) -> Ready {
    if let Err(error) = client.reachable().await {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "not ready: the pool does not answer"
        );
        return Ready::NoPool;
    }
    if !verifier.keys().is_loaded()
        && let Err(error) = verifier.keys().refresh().await
    {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "not ready: the key set cannot be fetched"
        );
        return Ready::NoKeys;
    }
    Ready::Yes
}
