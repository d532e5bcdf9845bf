//! What both halves compute: the public values, the scrambling parameter, the key, the claim.

use aws_lc_rs::digest::{Context, SHA256};
use aws_lc_rs::hmac;
use zeroize::Zeroizing;

use super::{GROUP_BYTES, N, pad};

/// The info string of the key derivation, with its counter.
const INFO: &[u8] = b"Caldera Derived Key\x01";

/// A public value of the exchange, `SRP_A` or `SRP_B`: hexadecimal on the wire, reduced, and not zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicValue(Vec<u8>);

/// A text is no public value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a hexadecimal number between zero and the group's prime")]
pub struct PublicValueError;

impl PublicValue {
    /// Reads hexadecimal digits, an odd number of them too. A number that is zero in the group would
    /// make the key known to everybody (RFC 5054 §2.5.4), and one longer than the group is refused
    /// before any arithmetic.
    pub fn from_hex(text: &str) -> Result<Self, PublicValueError> {
        if text.is_empty() || text.len() > 2 * GROUP_BYTES + 2 {
            return Err(PublicValueError);
        }
        let even = if text.len() % 2 == 1 {
            format!("0{text}")
        } else {
            text.to_owned()
        };
        let bytes = hex::decode(even).map_err(|_| PublicValueError)?;
        Self::from_bytes(&bytes)
    }

    /// Reads a big-endian number.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PublicValueError> {
        let reduced = N.remainder(bytes);
        if reduced.iter().all(|byte| *byte == 0) {
            Err(PublicValueError)
        } else {
            Ok(Self(reduced))
        }
    }

    /// Lower-case hexadecimal without leading zeros, as Cognito sends it.
    pub fn to_hex(&self) -> String {
        hex::encode(&self.0).trim_start_matches('0').to_owned()
    }

    /// The number, big-endian, padded to the group's length.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// u: `H(PAD(A) | PAD(B))`; zero is refused.
pub(super) fn scramble(a: &PublicValue, b: &PublicValue) -> Option<[u8; 32]> {
    let mut hash = Context::new(&SHA256);
    hash.update(&pad(a.as_bytes()));
    hash.update(&pad(b.as_bytes()));
    let mut u = [0; 32];
    u.copy_from_slice(hash.finish().as_ref());
    u.iter().any(|byte| *byte != 0).then_some(u)
}

/// K: HKDF of the shared secret, cut to 16 bytes.
pub(super) fn session_key(u: &[u8; 32], secret: &[u8]) -> Zeroizing<[u8; 16]> {
    let salt = hmac::Key::new(hmac::HMAC_SHA256, &pad(u));
    let prk = hmac::sign(&salt, &pad(secret));
    let key = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, prk.as_ref()), INFO);
    let mut out = Zeroizing::new([0; 16]);
    out.copy_from_slice(&key.as_ref()[..16]);
    out
}

/// The claim: a MAC over the pool's name, the user's id, the secret block and the time.
pub(super) fn claim(
    key: &[u8; 16],
    pool_name: &str,
    user_id: &str,
    secret_block: &[u8],
    timestamp: &str,
) -> [u8; 32] {
    let mut mac = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key));
    for part in [
        pool_name.as_bytes(),
        user_id.as_bytes(),
        secret_block,
        timestamp.as_bytes(),
    ] {
        mac.update(part);
    }
    let mut out = [0; 32];
    out.copy_from_slice(mac.sign().as_ref());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r54_a_public_value_of_zero_in_the_group_is_refused() {
        let n = super::super::N_HEX.concat();
        for bad in [
            "",
            "0",
            "00",
            "xyz",
            "-1",
            n.as_str(),
            &"f".repeat(1_000_000),
        ] {
            assert_eq!(
                PublicValue::from_hex(bad),
                Err(PublicValueError),
                "{}",
                &bad[..bad.len().min(8)]
            );
        }
        assert_eq!(
            PublicValue::from_hex("abc").map(|value| value.to_hex()),
            Ok("abc".to_owned())
        );
    }
}
