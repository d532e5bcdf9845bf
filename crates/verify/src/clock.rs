//! The time, as a parameter, so that tests can fix it.

use std::fmt::Debug;
use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Where the verifier takes the time from.
///
/// Claims are compared with [`unix_seconds`](Clock::unix_seconds); the age of keys and the waits between two
/// fetches with [`monotonic`](Clock::monotonic), which a corrected system clock does not disturb.
pub trait Clock: Debug + Send + Sync + 'static {
    /// Seconds since 1970-01-01 00:00:00 UTC, as in the claims (RFC 7519, section 2, `NumericDate`).
    fn unix_seconds(&self) -> u64;

    /// Time since an arbitrary fixed moment; never goes back. By default the process's own.
    fn monotonic(&self) -> Duration {
        static START: OnceLock<Instant> = OnceLock::new();
        START.get_or_init(Instant::now).elapsed()
    }
}

/// The clock of the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the system"
    )]
    fn unix_seconds(&self) -> u64 {
        // A clock before 1970 reads as 0: every token is then "not yet valid", which is the safe side.
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |elapsed| elapsed.as_secs())
    }
}
