//! How long to wait before the next attempt: twice as long each time, with jitter.

/// The first wait, in milliseconds.
const FIRST: i64 = 1000;
/// The longest wait of what has failed for a short time only: a user who waits for a code is not kept
/// waiting once the server is back.
const SHORT: i64 = 15_000;
/// The longest wait at all.
const LONGEST: i64 = 15 * 60 * 1000;

/// Milliseconds until the next attempt, after `failures` failures over `age` milliseconds. `chance` spreads
/// it between half of the wait and all of it.
pub(crate) fn wait(failures: u32, age: i64, chance: u32) -> i64 {
    // What has failed for long is tried less often: each tenth of its age.
    let longest = (age / 10).clamp(SHORT, LONGEST);
    let doubled = FIRST << failures.saturating_sub(1).min(20);
    let wait = doubled.min(longest);
    let half = wait / 2;
    half + i64::from(chance) * (wait - half) / i64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_a_limit_that_grows_with_the_age() {
        let longest = |failures, age| wait(failures, age, u32::MAX);
        let waits: Vec<_> = (1..=6).map(|n| longest(n, 0)).collect();
        assert_eq!(waits, [1000, 2000, 4000, 8000, 15_000, 15_000]);
        assert_eq!(longest(50, 60_000), 15_000);
        assert_eq!(longest(50, 3_600_000), 360_000);
        assert_eq!(longest(u32::MAX, i64::MAX), LONGEST);
    }

    #[test]
    fn jitter_takes_up_to_half_of_it() {
        assert_eq!(wait(3, 0, 0), 2000);
        assert_eq!(wait(3, 0, u32::MAX), 4000);
        assert!((2000..=4000).contains(&wait(3, 0, u32::MAX / 3)));
    }
}
