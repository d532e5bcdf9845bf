//! Random values, from a source that tests can replace.

use aws_lc_rs::rand::{SecureRandom, SystemRandom as Source};

/// A source of random bytes. Everything that needs chance takes one as a parameter.
pub trait Random: Send + Sync + 'static {
    /// Fills `bytes` with random bytes.
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's cryptographic source.
#[derive(Debug, Default)]
pub struct SystemRandom(Source);

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) {
        self.0
            .fill(bytes)
            .expect("the system's random source does not fail once it is seeded");
    }
}

/// `count` characters of an alphabet of at most 256 ASCII characters, each equally likely: bytes that
/// would favour some are drawn again.
pub fn characters(random: &dyn Random, alphabet: &[u8], count: usize) -> String {
    let limit = 256 - 256 % alphabet.len();
    let mut out = String::with_capacity(count);
    let mut buffer = [0; 64];
    while out.len() < count {
        random.fill(&mut buffer);
        for byte in buffer {
            if usize::from(byte) < limit && out.len() < count {
                out.push(char::from(alphabet[usize::from(byte) % alphabet.len()]));
            }
        }
    }
    out
}

/// A code of `count` decimal digits, uniform.
pub fn digits(random: &dyn Random, count: usize) -> String {
    characters(random, b"0123456789", count)
}

/// `count` characters of `0-9a-z`, as Cognito's client ids and client secrets have them.
pub fn base36(random: &dyn Random, count: usize) -> String {
    characters(random, b"0123456789abcdefghijklmnopqrstuvwxyz", count)
}

/// `count` characters of `0-9A-Za-z`, as Cognito's pool ids have them.
pub fn alphanumeric(random: &dyn Random, count: usize) -> String {
    characters(
        random,
        b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        count,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pearson's statistic over the values of one digit place; 9 degrees of freedom.
    fn chi_square(counts: &[u32; 10], total: u32) -> f64 {
        let expected = f64::from(total) / 10.0;
        counts
            .iter()
            .map(|count| (f64::from(*count) - expected).powi(2) / expected)
            .sum()
    }

    #[test]
    fn r46_codes_of_six_digits_are_uniform() {
        const SAMPLES: u32 = 100_000;
        let random = SystemRandom::default();
        let mut places = [[0_u32; 10]; 6];
        for _ in 0..SAMPLES {
            let code = digits(&random, 6);
            assert_eq!(code.len(), 6);
            for (place, digit) in code.bytes().enumerate() {
                places[place][usize::from(digit - b'0')] += 1;
            }
        }
        for counts in places {
            // A fair source exceeds 40.5 once in 160,000 runs.
            assert!(chi_square(&counts, SAMPLES) < 40.5, "{counts:?}");
        }
    }

    #[test]
    fn a_biased_source_is_noticed_by_the_same_statistic() {
        let mut counts = [10_000_u32; 10];
        counts[0] += 700;
        counts[9] -= 700;
        assert!(chi_square(&counts, 100_000) > 40.5);
    }
}
