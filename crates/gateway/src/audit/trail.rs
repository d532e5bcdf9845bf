//! What comes to light about a request on its way: whose account, which event.
//!
//! It is noted where it is known (by the limits, the bearer token, the answer of a sign-in) and written
//! when the request ends. Outside of a request nothing is noted.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::event::AuditEvent;

/// What is known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    /// The account that was typed.
    pub(crate) account: Option<String>,
    /// The user.
    pub(crate) sub: Option<String>,
    /// The event, where the route has more than one.
    pub(crate) event: Option<AuditEvent>,
    /// The pool wants something more.
    pub(crate) challenge: bool,
    /// The limit that refused.
    pub(crate) limit: Option<&'static str>,
}

/// The facts of one request, while they come to light.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trail(Arc<Mutex<Facts>>);

tokio::task_local! {
    static TRAIL: Trail;
}

impl Trail {
    fn facts(&self) -> MutexGuard<'_, Facts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs the request that this is the trail of.
    pub(crate) async fn follow<T>(&self, request: impl Future<Output = T>) -> T {
        TRAIL.scope(self.clone(), request).await
    }

    /// What has come to light.
    pub(crate) fn known(&self) -> Facts {
        self.facts().clone()
    }
}

fn note(change: impl FnOnce(&mut Facts)) {
    // Nobody follows what is no request.
    let _ = TRAIL.try_with(|trail| change(&mut trail.facts()));
}

/// The account that the caller typed.
pub(crate) fn account(typed: &str) {
    note(|facts| facts.account = Some(typed.trim().to_lowercase()));
}

/// The user that the caller is.
pub(crate) fn subject(sub: &str) {
    note(|facts| facts.sub = Some(sub.to_owned()));
}

/// It is this event.
pub(crate) fn happens(event: AuditEvent) {
    note(|facts| facts.event = Some(event));
}

/// A sign-in is not over.
pub(crate) fn outcome_is_challenge() {
    note(|facts| facts.challenge = true);
}

/// A limit refused.
pub(crate) fn limited(limit: &'static str) {
    note(|facts| facts.limit = Some(limit));
}
