//! Sealing: AES-256-GCM with the row's identity as associated data, so that a sealed value moved to
//! another row does not open.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::Zeroizing;

use crate::random::{Random, SystemRandom};

/// The first byte of every sealed value: which construction sealed it.
const VERSION: u8 = 1;

/// Seals and opens values under one key.
pub struct Sealer {
    key: LessSafeKey,
    random: SystemRandom,
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealer(hidden)")
    }
}

/// A sealed value did not open: another key, another identity, or changed bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the sealed value does not open: it was sealed under another key or for another place, or it is damaged"
)]
pub struct OpenError;

impl Sealer {
    /// A sealer with the given 256-bit key.
    pub fn new(key: &[u8; 32]) -> Self {
        let key = UnboundKey::new(&AES_256_GCM, key).expect("AES-256 takes 32 bytes");
        Self {
            key: LessSafeKey::new(key),
            random: SystemRandom::default(),
        }
    }

    /// Seals `plaintext` for the place that `identity` names. The nonce is always random: a repeated
    /// one would reveal the key, so tests do not replace this source.
    pub fn seal(&self, identity: &[u8], plaintext: &[u8]) -> Vec<u8> {
        let mut nonce = [0; NONCE_LEN];
        self.random.fill(&mut nonce);
        let mut body = plaintext.to_vec();
        self.key
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(identity),
                &mut body,
            )
            .expect("AES-GCM seals anything shorter than 64 GiB");
        let mut sealed = Vec::with_capacity(1 + NONCE_LEN + body.len());
        sealed.push(VERSION);
        sealed.extend_from_slice(&nonce);
        sealed.append(&mut body);
        sealed
    }

    /// Opens what [`Sealer::seal`] sealed for the same `identity`.
    pub fn open(&self, identity: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let (&version, rest) = sealed.split_first().ok_or(OpenError)?;
        let (nonce, body) = rest.split_at_checked(NONCE_LEN).ok_or(OpenError)?;
        if version != VERSION {
            return Err(OpenError);
        }
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| OpenError)?;
        let mut body = Zeroizing::new(body.to_vec());
        let length = self
            .key
            .open_in_place(nonce, Aad::from(identity), &mut body)
            .map_err(|_| OpenError)?
            .len();
        body.truncate(length);
        Ok(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_value_opens_only_at_its_place_and_unchanged() {
        let sealer = Sealer::new(&[3; 32]);
        let sealed = sealer.seal(b"row 1", b"secret");
        assert_eq!(
            sealer.open(b"row 1", &sealed).map(|v| v.to_vec()),
            Ok(b"secret".to_vec())
        );
        assert_eq!(sealer.open(b"row 2", &sealed), Err(OpenError));
        assert_eq!(
            Sealer::new(&[4; 32]).open(b"row 1", &sealed),
            Err(OpenError)
        );
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert_eq!(sealer.open(b"row 1", &changed), Err(OpenError));
            assert_eq!(sealer.open(b"row 1", &sealed[..place]), Err(OpenError));
        }
    }
}
