//! The master key: 32 bytes that are not in the database, from which every other key is derived.

use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::code::CodeKey;
use crate::random::Random;
use crate::seal::Sealer;

/// The key under which everything secret in a pool's database is sealed.
#[derive(Clone)]
pub struct MasterKey(Zeroizing<[u8; 32]>);

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKey(hidden)")
    }
}

/// A text is not a master key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a master key is 32 bytes in base64 (44 characters); make one with `openssl rand -base64 32`"
)]
pub struct MasterKeyError;

struct Bytes32;

impl KeyType for Bytes32 {
    fn len(&self) -> usize {
        32
    }
}

impl MasterKey {
    /// A new random key.
    pub fn generate(random: &dyn Random) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        random.fill(&mut *key);
        Self(key)
    }

    /// The key of these bytes, which are as hard to guess as the key is to be.
    pub fn from_bytes(key: &[u8; 32]) -> Self {
        Self(Zeroizing::new(*key))
    }

    /// Reads 32 bytes in standard base64; white space around them is ignored.
    pub fn from_base64(text: &str) -> Result<Self, MasterKeyError> {
        let bytes = Zeroizing::new(STANDARD.decode(text.trim()).map_err(|_| MasterKeyError)?);
        let key: [u8; 32] = bytes.as_slice().try_into().map_err(|_| MasterKeyError)?;
        Ok(Self(Zeroizing::new(key)))
    }

    /// The key in standard base64, for its file.
    pub fn to_base64(&self) -> Zeroizing<String> {
        Zeroizing::new(STANDARD.encode(*self.0))
    }

    /// The key for one purpose (HKDF-SHA-256, RFC 5869, the purpose as `info`).
    fn derive(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        let mut out = Zeroizing::new([0; 32]);
        Salt::new(HKDF_SHA256, b"poolgate")
            .extract(&*self.0)
            .expand(&[purpose.as_bytes()], Bytes32)
            .and_then(|okm| okm.fill(&mut *out))
            .expect("32 bytes are within what HKDF gives");
        out
    }

    /// The sealer for one purpose.
    pub fn sealer(&self, purpose: &str) -> Sealer {
        Sealer::new(&self.derive(purpose))
    }

    /// The code key for one purpose.
    pub fn code_key(&self, purpose: &str) -> CodeKey {
        CodeKey::new(&self.derive(purpose))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_key_survives_base64_and_purposes_differ() {
        let key = MasterKey::generate(&crate::random::SystemRandom::default());
        let again = MasterKey::from_base64(&format!("{}\n", *key.to_base64())).unwrap();
        assert_eq!(*key.derive("a"), *again.derive("a"));
        assert_ne!(*key.derive("a"), *key.derive("b"));
        assert_eq!(
            MasterKey::from_base64("c2hvcnQ=").unwrap_err(),
            MasterKeyError
        );
        assert_eq!(format!("{key:?}"), "MasterKey(hidden)");
    }
}
