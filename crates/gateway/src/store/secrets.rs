//! What seals the columns: keys derived from the gateway's secret key.

use poolgate_crypto::{CodeKey, MasterKey, OpenError, Sealer};
use zeroize::Zeroizing;

use crate::config::SecretKey;

pub(crate) struct Secrets {
    messages: Sealer,
    recipients: CodeKey,
}

impl Secrets {
    pub(crate) fn new(secret_key: &SecretKey) -> Self {
        let key = MasterKey::from_bytes(secret_key.bytes());
        Self {
            messages: key.sealer("gateway/messages"),
            recipients: key.code_key("gateway/recipients"),
        }
    }

    /// A message opens at its own row alone.
    pub(crate) fn seal(&self, id: &str, plain: &[u8]) -> Vec<u8> {
        self.messages.seal(id.as_bytes(), plain)
    }

    pub(crate) fn open(&self, id: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        self.messages.open(id.as_bytes(), sealed)
    }

    /// The form in which an address is looked up.
    pub(crate) fn recipient(&self, address: &str) -> [u8; 32] {
        self.recipients.mac(&[], &address.to_lowercase())
    }
}
