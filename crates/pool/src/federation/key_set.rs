//! A provider's public keys (RFC 7517): those that can sign with RS256 or ES256.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// The sizes of RSA moduli that count, in bytes (RFC 7518 §3.3).
const MODULUS: std::ops::RangeInclusive<usize> = 256..=1024;

/// More keys than this are not read.
const MOST: usize = 64;

/// An algorithm. No other counts: no HMAC, whose key would be the client's secret or, by mistake, a public key
/// (RFC 8725 §3.1), and never `none`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    Rs256,
    Es256,
}

impl Algorithm {
    pub(super) fn of(name: &str) -> Option<Self> {
        match name {
            "RS256" => Some(Self::Rs256),
            "ES256" => Some(Self::Es256),
            _ => None,
        }
    }
}

struct Key {
    id: Option<String>,
    algorithm: Algorithm,
    public: ParsedPublicKey,
}

/// The keys of a provider.
pub(super) struct KeySet(Vec<Key>);

impl KeySet {
    /// Reads a document. Keys of other kinds are passed over.
    pub(super) fn parse(document: &[u8]) -> Option<Self> {
        let document: Value = serde_json::from_slice(document).ok()?;
        let entries = document.get("keys")?.as_array()?;
        Some(Self(
            entries.iter().take(MOST).filter_map(Key::read).collect(),
        ))
    }

    /// Whether a key with this id signed the message; `None` where there is no such key. A token may leave its key
    /// open where the provider has one alone (OpenID Connect Core §10.1).
    pub(super) fn verifies(
        &self,
        algorithm: Algorithm,
        id: Option<&str>,
        message: &[u8],
        signature: &[u8],
    ) -> Option<bool> {
        let mut fitting = self
            .0
            .iter()
            .filter(|key| key.algorithm == algorithm && (id.is_none() || key.id.as_deref() == id));
        let key = fitting.next()?;
        if id.is_none() && fitting.next().is_some() {
            return None;
        }
        Some(key.public.verify_sig(message, signature).is_ok())
    }
}

impl Key {
    fn read(entry: &Value) -> Option<Self> {
        let text = |name: &str| entry.get(name).and_then(Value::as_str);
        let bytes = |name: &str| URL_SAFE_NO_PAD.decode(text(name)?).ok();
        if text("use").is_some_and(|usage| usage != "sig") {
            return None;
        }
        let (algorithm, public) = match text("kty")? {
            "RSA" => {
                let n = trimmed(bytes("n")?);
                if !MODULUS.contains(&n.len()) {
                    return None;
                }
                let e = trimmed(bytes("e")?);
                let key = RsaPublicKeyComponents { n, e };
                let key = key.to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256);
                (Algorithm::Rs256, key.ok()?)
            }
            "EC" if text("crv")? == "P-256" => {
                let (x, y) = (bytes("x")?, bytes("y")?);
                if x.len() != 32 || y.len() != 32 {
                    return None;
                }
                let point = [&[4], x.as_slice(), y.as_slice()].concat();
                let key = ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
                (Algorithm::Es256, key.ok()?)
            }
            _ => return None,
        };
        let named = text("alg").map(Algorithm::of);
        if named.is_some_and(|named| named != Some(algorithm)) {
            return None;
        }
        Some(Self {
            id: text("kid").map(str::to_owned),
            algorithm,
            public,
        })
    }
}

/// Some servers send leading zeros, against RFC 7518 §6.3.1.1.
fn trimmed(bytes: Vec<u8>) -> Vec<u8> {
    bytes.into_iter().skip_while(|byte| *byte == 0).collect()
}
