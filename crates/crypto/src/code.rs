//! One-time codes at rest: a MAC under the master key. A plain hash of six digits hides nothing.

use aws_lc_rs::hmac;
use subtle::ConstantTimeEq;

/// The MAC of a one-time code, as it is stored.
pub type CodeMac = [u8; 32];

/// The key under which codes are stored.
pub struct CodeKey(hmac::Key);

impl std::fmt::Debug for CodeKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CodeKey(hidden)")
    }
}

impl CodeKey {
    /// A key from 32 bytes.
    pub fn new(key: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, key))
    }

    /// The MAC of `code` in its `context`: the pool, the user and the purpose it was made for. The
    /// length of each part is mixed in, so that parts cannot be shifted into one another.
    pub fn mac(&self, context: &[&str], code: &str) -> CodeMac {
        let mut mac = hmac::Context::with_key(&self.0);
        for part in context.iter().chain([&code]) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        let mut out = [0; 32];
        out.copy_from_slice(mac.sign().as_ref());
        out
    }

    /// Whether `code` is the one that `stored` was made from, compared in constant time.
    pub fn matches(&self, stored: &CodeMac, context: &[&str], code: &str) -> bool {
        self.mac(context, code).ct_eq(stored).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r45_a_code_holds_for_its_context_alone() {
        let key = CodeKey::new(&[9; 32]);
        let stored = key.mac(&["pool", "user", "confirm"], "123456");
        assert!(key.matches(&stored, &["pool", "user", "confirm"], "123456"));
        assert!(!key.matches(&stored, &["pool", "user", "reset"], "123456"));
        assert!(!key.matches(&stored, &["pool", "other", "confirm"], "123456"));
        assert!(!key.matches(&stored, &["pool", "user", "confirm"], "123457"));
        assert!(!key.matches(&stored, &["pool", "userconfirm", ""], "123456"));
        assert!(!CodeKey::new(&[8; 32]).matches(&stored, &["pool", "user", "confirm"], "123456"));
    }
}
