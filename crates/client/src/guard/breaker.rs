//! The circuit breaker: after some failures in a row nobody waits for the pool any more, but for one call
//! now and then that finds out whether it is back.

use std::time::{Duration, Instant};

/// When calls to the pool rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakerSettings {
    /// After how many failed attempts in a row: timeouts, broken connections and answers of 5xx. A refusal is
    /// an answer.
    pub failures: u32,
    /// How long, before one call is let through to look.
    pub rest: Duration,
}

impl Default for BreakerSettings {
    fn default() -> Self {
        Self {
            failures: 5,
            rest: Duration::from_secs(2),
        }
    }
}

/// What one breaker knows. The time is a parameter.
#[derive(Debug, Default)]
pub(super) struct Breaker {
    failures: u32,
    /// Set while calls rest: when the next one may look.
    look_at: Option<Instant>,
}

impl Breaker {
    /// Lets an attempt through, or says when to come back.
    pub(super) fn admit(
        &mut self,
        settings: BreakerSettings,
        now: Instant,
    ) -> Result<(), Duration> {
        match self.look_at {
            Some(look_at) if now < look_at => Err(look_at - now),
            Some(_) => {
                // Others wait for the next turn, and not for the end of this attempt, which may hang.
                self.look_at = Some(now + settings.rest);
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// The pool answered something.
    pub(super) fn answered(&mut self) {
        *self = Self::default();
    }

    /// The pool did not answer, or failed by itself. Whether calls rest from now on.
    pub(super) fn failed(&mut self, settings: BreakerSettings, now: Instant) -> bool {
        self.failures = self.failures.saturating_add(1);
        let opens = self.failures >= settings.failures && self.look_at.is_none();
        if self.failures >= settings.failures {
            self.look_at = Some(now + settings.rest);
        }
        opens
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: BreakerSettings = BreakerSettings {
        failures: 3,
        rest: Duration::from_secs(2),
    };
    const SECOND: Duration = Duration::from_secs(1);

    fn open(now: Instant) -> Breaker {
        let mut breaker = Breaker::default();
        for n in 0..3 {
            assert!(breaker.admit(SETTINGS, now).is_ok());
            assert_eq!(breaker.failed(SETTINGS, now), n == 2);
        }
        breaker
    }

    #[test]
    fn f02_calls_rest_after_failures_in_a_row_and_one_looks_at_a_time() {
        let start = Instant::now();
        let mut breaker = open(start);
        assert_eq!(breaker.admit(SETTINGS, start + SECOND), Err(SECOND));
        let later = start + 2 * SECOND;
        assert!(breaker.admit(SETTINGS, later).is_ok(), "one looks");
        assert_eq!(breaker.admit(SETTINGS, later), Err(2 * SECOND));
        let later = later + 2 * SECOND;
        assert!(
            breaker.admit(SETTINGS, later).is_ok(),
            "another looks, though the first did not come back"
        );
        breaker.answered();
        assert!(breaker.admit(SETTINGS, later).is_ok());
        assert!(breaker.admit(SETTINGS, later).is_ok());
    }

    #[test]
    fn f02_a_failed_look_begins_the_rest_again() {
        let start = Instant::now();
        let mut breaker = open(start);
        let later = start + 3 * SECOND;
        assert!(breaker.admit(SETTINGS, later).is_ok());
        assert!(!breaker.failed(SETTINGS, later + SECOND), "it was open");
        assert_eq!(breaker.admit(SETTINGS, later + 2 * SECOND), Err(SECOND));
    }

    #[test]
    fn an_answer_in_between_counts() {
        let now = Instant::now();
        let mut breaker = Breaker::default();
        for _ in 0..10 {
            assert!(!breaker.failed(SETTINGS, now));
            assert!(!breaker.failed(SETTINGS, now));
            breaker.answered();
        }
        assert!(breaker.admit(SETTINGS, now).is_ok());
    }
}
