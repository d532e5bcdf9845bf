//! The first verified token of a user puts the user into the directory: once per process, beside the
//! request, and without a part in how it ends.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Semaphore;

use super::profile;
use crate::extract::Caller;
use crate::gateway::Gateway;

/// How many users are remembered; then it begins anew, which costs some of them another look.
const CAPACITY: usize = 100_000;
/// How many users are looked at at a time. Who comes meanwhile has its turn with the next request.
const AT_A_TIME: usize = 4;

/// Who was seen already.
#[derive(Debug)]
pub(crate) struct InStep {
    seen: Mutex<HashSet<String>>,
    turns: Arc<Semaphore>,
}

impl Default for InStep {
    fn default() -> Self {
        Self {
            seen: Mutex::new(HashSet::new()),
            turns: Arc::new(Semaphore::new(AT_A_TIME)),
        }
    }
}

impl InStep {
    fn seen(&self) -> MutexGuard<'_, HashSet<String>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a caller whose token was verified.
    pub(crate) fn saw(&self, gateway: &Gateway, caller: &Caller) {
        if gateway.config().data.is_none() {
            return;
        }
        let sub = caller.claims.sub();
        if self.seen().contains(sub) {
            return;
        }
        let Ok(turn) = Arc::clone(&self.turns).try_acquire_owned() else {
            return;
        };
        {
            let mut seen = self.seen();
            if seen.len() >= CAPACITY {
                seen.clear();
            }
            if !seen.insert(sub.to_owned()) {
                return;
            }
        }
        let (gateway, caller) = (gateway.clone(), caller.clone());
        tokio::spawn(async move {
            if let Err(error) = put(&gateway, &caller).await {
                tracing::warn!(error, "the directory is not in step with the pool");
                gateway.in_step().seen().remove(caller.claims.sub());
            }
            drop(turn);
        });
    }
}

async fn put(gateway: &Gateway, caller: &Caller) -> Result<(), String> {
    let Some(data) = &gateway.config().data else {
        return Ok(());
    };
    let user = gateway.users().get(gateway.client(), caller).await;
    let user = user.map_err(|error| error.to_string())?;
    let profile = profile::of_attributes(gateway.pool_id(), &user.username, &user.attributes);
    match profile {
        Some(profile) => {
            let put = data.store.put_profile(profile, data.clock.now()).await;
            put.map_err(|error| {
                let cause = std::error::Error::source(&error);
                cause.map_or_else(|| error.to_string(), ToString::to_string)
            })
        }
        None => Err("the pool names no sub".to_owned()),
    }
}
