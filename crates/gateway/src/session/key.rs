//! What the cookie says: the id of the session, and one half of the key of its tokens.

use std::fmt;

use aws_lc_rs::{digest, hkdf};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poolgate_crypto::{Random, Sealer};
use secrecy::SecretString;
use zeroize::Zeroizing;

use crate::config::SecretKey;

const ID: usize = 16;
const HALF: usize = 32;

/// The value of a cookie: an id of 128 random bits, and a half of a key of 256.
#[derive(Clone)]
pub(crate) struct Ticket(Zeroizing<[u8; ID + HALF]>);

impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ticket(hidden)")
    }
}

impl Ticket {
    pub(super) fn new(random: &dyn Random) -> Self {
        let mut bytes = Zeroizing::new([0; ID + HALF]);
        random.fill(&mut *bytes);
        Self(bytes)
    }

    /// Reads what a cookie says.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text).ok()?);
        let bytes: [u8; ID + HALF] = bytes.as_slice().try_into().ok()?;
        Some(Self(Zeroizing::new(bytes)))
    }

    pub(super) fn text(&self) -> SecretString {
        URL_SAFE_NO_PAD.encode(*self.0).into()
    }

    /// What the session is stored under.
    pub(super) fn id_hash(&self) -> [u8; 32] {
        let digest = digest::digest(&digest::SHA256, &self.0[..ID]);
        let mut hash = [0; 32];
        hash.copy_from_slice(digest.as_ref());
        hash
    }

    /// What seals the tokens: a key of both halves (HKDF-SHA-256, RFC 5869) for this session alone.
    pub(super) fn sealer(&self, secret_key: &SecretKey) -> Sealer {
        let mut both = Zeroizing::new([0; 32 + HALF]);
        both[..32].copy_from_slice(secret_key.bytes());
        both[32..].copy_from_slice(&self.0[ID..]);
        let mut key = Zeroizing::new([0; 32]);
        hkdf::Salt::new(hkdf::HKDF_SHA256, b"poolgate browser session")
            .extract(&*both)
            .expand(&[&self.id_hash()], hkdf::HKDF_SHA256)
            .and_then(|material| material.fill(&mut *key))
            .expect("HKDF-SHA256 gives up to 8160 bytes");
        Sealer::new(&key)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use poolgate_crypto::SystemRandom;
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn r21_ids_are_128_random_bits_and_never_the_same() {
        let random = SystemRandom::default();
        let ids: HashSet<_> = (0..100_000)
            .map(|_| Ticket::new(&random).0[..ID].to_vec())
            .collect();
        assert_eq!(ids.len(), 100_000);
        assert!(ids.iter().all(|id| id.len() * 8 == 128));
    }

    #[test]
    fn a_ticket_is_read_back_and_nothing_else_is() {
        let ticket = Ticket::new(&SystemRandom::default());
        let text = ticket.text();
        let read = Ticket::parse(text.expose_secret()).expect("a ticket");
        assert_eq!(*read.0, *ticket.0);
        for bad in ["", "x", &text.expose_secret()[1..], "=".repeat(64).as_str()] {
            assert!(Ticket::parse(bad).is_none(), "{bad}");
        }
        assert_eq!(format!("{ticket:?}"), "Ticket(hidden)");
    }

    #[test]
    fn both_halves_are_needed_to_open() {
        let random = SystemRandom::default();
        let (ours, other) = (SecretKey::new([1; 32]), SecretKey::new([2; 32]));
        let ticket = Ticket::new(&random);
        let sealed = ticket.sealer(&ours).seal(b"place", b"tokens");
        assert!(ticket.sealer(&ours).open(b"place", &sealed).is_ok());
        assert!(ticket.sealer(&other).open(b"place", &sealed).is_err());
        let mut same_id = ticket.clone();
        same_id.0[ID] ^= 1;
        assert_eq!(same_id.id_hash(), ticket.id_hash());
        assert!(same_id.sealer(&ours).open(b"place", &sealed).is_err());
    }
}
