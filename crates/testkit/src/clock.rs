//! A clock that stands still until a test moves it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use poolgate_pool::Clock;
use poolgate_pool_api::Timestamp;

/// Milliseconds since 1970, set by hand. Clones share it.
#[derive(Debug, Clone)]
pub struct TestClock(Arc<AtomicI64>);

impl Default for TestClock {
    /// 20 November 2026, 12:00 UTC.
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(1_795_176_000_000)))
    }
}

impl TestClock {
    /// Moves the clock on.
    pub fn advance_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}
