//! Throttled calls: how often they are tried again, and after which pauses.
//!
//! A throttled call did nothing, so each may be tried again, even one that must not happen twice. While the
//! pool lets calls through, each that succeeds earns further tries for others; where it lets none through, three
//! tries are all that a call adds to the flood.

use std::time::Duration;

use poolgate_crypto::Random;

/// The tries of every call.
const TRIES: u32 = 3;
/// The tries of a call that the earnings of others pay for.
const MOST_TRIES: u32 = 10;
/// What a call that was let through earns, in hundredths of a try.
const EARNED: u32 = 50;
/// The most that is saved.
const SAVINGS: u32 = 10 * 100;
/// The longest first pause; it doubles up to the last.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LAST_PAUSE: Duration = Duration::from_millis(800);

/// What was earned and not yet spent.
#[derive(Debug, Default)]
pub(super) struct Savings(u32);

impl Savings {
    /// A call was let through.
    pub(super) fn earn(&mut self) {
        self.0 = (self.0 + EARNED).min(SAVINGS);
    }

    /// Whether a call that was tried so often may be tried again.
    pub(super) fn again(&mut self, tries: u32) -> bool {
        if tries < TRIES {
            return true;
        }
        if tries >= MOST_TRIES || self.0 < 100 {
            return false;
        }
        self.0 -= 100;
        true
    }
}

/// The pause after so many tries: any, up to a bound that doubles, so that callers who were throttled together
/// do not come back together.
pub(super) fn pause(tries: u32, random: &dyn Random) -> Duration {
    let doubled = FIRST_PAUSE * 2u32.saturating_pow(tries.saturating_sub(1)).min(64);
    let mut bytes = [0; 4];
    random.fill(&mut bytes);
    let part = f64::from(u32::from_be_bytes(bytes)) / f64::from(u32::MAX);
    doubled.min(LAST_PAUSE).mul_f64(part)
}

#[cfg(test)]
mod tests {
    use poolgate_crypto::SystemRandom;

    use super::*;

    #[test]
    fn f01_without_any_success_a_call_is_tried_three_times() {
        let mut savings = Savings::default();
        for _ in 0..100 {
            assert!(savings.again(1) && savings.again(2));
            assert!(!savings.again(3));
        }
    }

    #[test]
    fn f01_successes_pay_for_further_tries_and_savings_are_bounded() {
        let mut savings = Savings::default();
        for _ in 0..1000 {
            savings.earn();
        }
        let granted = (0..1000).filter(|_| savings.again(3)).count();
        assert_eq!(granted, 10);
        savings.earn();
        savings.earn();
        assert!(!savings.again(MOST_TRIES));
        assert!(savings.again(MOST_TRIES - 1));
    }

    #[test]
    fn f01_pauses_are_spread_below_a_bound_that_doubles() {
        let random = SystemRandom::default();
        for (tries, bound) in [(1, 100), (2, 200), (3, 400), (4, 800), (9, 800), (40, 800)] {
            let bound = Duration::from_millis(bound);
            let pauses: Vec<_> = (0..400).map(|_| pause(tries, &random)).collect();
            assert!(pauses.iter().all(|pause| *pause <= bound));
            let early = pauses.iter().filter(|pause| **pause < bound / 2).count();
            assert!((120..280).contains(&early), "{early} of 400");
        }
    }
}
