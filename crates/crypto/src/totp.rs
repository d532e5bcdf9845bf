//! Time-based one-time codes as authenticator apps make them: HMAC-SHA-1, six digits, steps of 30 seconds
//! (RFC 6238).

use aws_lc_rs::hmac;
use data_encoding::BASE32_NOPAD;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::random::Random;

/// The length of a new secret in bytes.
const SECRET_BYTES: usize = 32;

/// How long a code is shown, in seconds.
const STEP: i64 = 30;

/// A new secret, in base32 (RFC 4648, section 6) without padding.
pub fn new_totp_secret(random: &dyn Random) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new([0; SECRET_BYTES]);
    random.fill(bytes.as_mut());
    Zeroizing::new(BASE32_NOPAD.encode(bytes.as_ref()))
}

/// What an app shows at a time; nothing where the secret is none.
pub fn totp_code(secret: &str, unix_seconds: i64) -> Option<String> {
    Some(totp(&key(secret)?, unix_seconds.div_euclid(STEP)))
}

/// The step whose code this is: the current one, or a neighbour, since clocks differ. All are computed,
/// whichever fits.
pub fn totp_step(secret: &str, code: &str, unix_seconds: i64) -> Option<i64> {
    let key = key(secret)?;
    let now = unix_seconds.div_euclid(STEP);
    let mut found = None;
    for step in [now - 1, now, now + 1] {
        let fits: bool = totp(&key, step).as_bytes().ct_eq(code.as_bytes()).into();
        if fits {
            found = Some(step);
        }
    }
    found
}

fn key(secret: &str) -> Option<hmac::Key> {
    let key = Zeroizing::new(BASE32_NOPAD.decode(secret.as_bytes()).ok()?);
    Some(hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &key))
}

/// The code of a step (RFC 4226, section 5.3).
fn totp(key: &hmac::Key, step: i64) -> String {
    let mac = hmac::sign(key, &step.to_be_bytes());
    let mac = mac.as_ref();
    let at = usize::from(mac[mac.len() - 1] & 15);
    let bytes = [mac[at] & 0x7f, mac[at + 1], mac[at + 2], mac[at + 3]];
    format!("{:06}", u32::from_be_bytes(bytes) % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SystemRandom;

    /// The secret of RFC 6238, appendix B, in base32.
    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn the_codes_are_those_of_the_rfc() {
        for (time, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(totp_step(SECRET, code, time), Some(time / 30), "{time}");
            assert_eq!(totp_code(SECRET, time).as_deref(), Some(code));
        }
    }

    #[test]
    fn a_clock_may_be_off_by_one_step_and_no_more() {
        assert_eq!(totp_step(SECRET, "287082", 59 + 30), Some(1));
        assert_eq!(totp_step(SECRET, "287082", 59 - 30), Some(1));
        assert_eq!(totp_step(SECRET, "287082", 59 + 60), None);
        assert_eq!(totp_step(SECRET, "287083", 59), None);
        assert_eq!(totp_step(SECRET, "", 59), None);
        assert_eq!(totp_step("not base32!", "287082", 59), None);
    }

    #[test]
    fn a_new_secret_is_256_bits_of_base32() {
        let random = SystemRandom::default();
        let (one, other) = (new_totp_secret(&random), new_totp_secret(&random));
        assert_eq!(one.len(), 52);
        assert_ne!(one, other);
        assert!(totp_step(&one, "000000", 0).is_none_or(|step| step.abs() <= 1));
    }
}
