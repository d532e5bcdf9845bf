//! What seals the columns: keys derived from the master key, and the identity of each place.

use poolgate_crypto::{CodeKey, MasterKey, OpenError, Sealer};
use zeroize::Zeroizing;

/// The sealers of a store.
pub(crate) struct Secrets {
    sealer: Sealer,
    recipients: CodeKey,
}

impl Secrets {
    pub(crate) fn new(master_key: &MasterKey) -> Self {
        Self {
            sealer: master_key.sealer("pool/columns"),
            recipients: master_key.code_key("pool/recipients"),
        }
    }

    /// Seals a value for its place: table and key.
    pub(crate) fn seal(&self, place: &[&str], plaintext: &[u8]) -> Vec<u8> {
        self.sealer.seal(&identity(place), plaintext)
    }

    /// Opens what was sealed for the same place.
    pub(crate) fn open(
        &self,
        place: &[&str],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        self.sealer.open(&identity(place), sealed)
    }

    /// The form in which an address is looked up.
    pub(crate) fn recipient(&self, address: &str) -> [u8; 32] {
        self.recipients.mac(&[], &address.to_lowercase())
    }
}

/// The parts of a place with their lengths, so that no two places run together.
fn identity(place: &[&str]) -> Vec<u8> {
    let mut identity = Vec::new();
    for part in place {
        identity.extend_from_slice(&(part.len() as u64).to_be_bytes());
        identity.extend_from_slice(part.as_bytes());
    }
    identity
}
