//! How long sessions last.

use std::time::Duration;

use crate::store::BrowserSession;

/// How long a session of a browser lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetimes {
    /// It ends when nobody has used it for so long.
    pub idle: Duration,
    /// It ends so long after the sign-in, used or not.
    pub absolute: Duration,
    /// The same for a user who asked to be remembered, used or not.
    pub remember: Duration,
}

impl Default for Lifetimes {
    fn default() -> Self {
        Self {
            idle: Duration::from_hours(2),
            absolute: Duration::from_hours(24),
            remember: Duration::from_hours(30 * 24),
        }
    }
}

/// Being used is written down no more often than this, so that most requests write nothing.
const NOTED: i64 = 60_000;

impl Lifetimes {
    /// When a session ends in any case that begins now.
    pub(super) fn ends_at(self, remember: bool, now: i64) -> i64 {
        now.saturating_add(millis(if remember {
            self.remember
        } else {
            self.absolute
        }))
    }

    /// When it ends if nobody uses it from now on.
    pub(super) fn idle_until(self, remember: bool, now: i64, ends_at: i64) -> i64 {
        if remember {
            ends_at
        } else {
            now.saturating_add(millis(self.idle)).min(ends_at)
        }
    }

    /// Whether the settings of today still let it live: they may have been made shorter since.
    pub(super) fn allow(self, session: &BrowserSession, now: i64) -> bool {
        now < self.ends_at(session.remember, session.created_at)
            && now < self.idle_until(session.remember, session.used_at, session.ends_at)
    }

    /// Whether it is time to note that a session is used: often enough for short idle lifetimes.
    pub(super) fn is_to_be_noted(self, session: &BrowserSession, now: i64) -> bool {
        now - session.used_at >= NOTED.min(millis(self.idle) / 4)
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r22_being_used_never_moves_the_absolute_end() {
        let lifetimes = Lifetimes::default();
        let ends_at = lifetimes.ends_at(false, 0);
        assert_eq!(ends_at, 86_400_000);
        assert_eq!(lifetimes.idle_until(false, 0, ends_at), 7_200_000);
        assert_eq!(
            lifetimes.idle_until(false, ends_at - 1, ends_at),
            ends_at,
            "the idle end is never later"
        );
        let remembered = lifetimes.ends_at(true, 0);
        assert_eq!(lifetimes.idle_until(true, 0, remembered), remembered);
    }
}
