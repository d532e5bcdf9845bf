//! `[[kms_key]]`: the keys under which codes are encrypted for functions that send them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::context::{Context, Hidden};

/// The key of the list.
const KEY: &str = "kms_key";

/// A `[[kms_key]]` as it is written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RawKmsKey {
    arn: String,
    key: Option<Hidden>,
}

/// A key that stands for one of AWS KMS.
#[derive(Clone)]
pub(crate) struct KmsKey {
    /// The ARN, as the pool's `KMSKeyID` has it.
    pub(crate) arn: String,
    /// The key.
    pub(crate) key: Zeroizing<[u8; 32]>,
}

impl std::fmt::Debug for KmsKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KmsKey")
            .field("arn", &self.arn)
            .finish_non_exhaustive()
    }
}

/// Reads all of them.
pub(crate) fn read(raw: Vec<RawKmsKey>, context: &mut Context) -> Vec<KmsKey> {
    let mut keys: Vec<KmsKey> = Vec::new();
    for raw in raw {
        let arn = raw.arn;
        let bytes = raw.key.and_then(|key| decoded(key.expose()));
        match bytes {
            _ if !arn.starts_with("arn:") || !arn.contains(":kms:") => context.problem(
                KEY,
                format_args!("has the ARN {arn:?}"),
                "write arn = \"arn:aws:kms:REGION:ACCOUNT:key/NAME\", as in the pool's KMSKeyID",
            ),
            None => context.problem(
                KEY,
                format_args!("for {arn} has no key of 32 bytes"),
                "write key = \"...\" with what `openssl rand -base64 32` prints",
            ),
            Some(_) if keys.iter().any(|other| other.arn == arn) => context.problem(
                KEY,
                format_args!("is there twice for {arn}"),
                "say once which key it is",
            ),
            Some(key) => keys.push(KmsKey { arn, key }),
        }
    }
    keys
}

fn decoded(text: &str) -> Option<Zeroizing<[u8; 32]>> {
    let bytes = Zeroizing::new(STANDARD.decode(text).ok()?);
    let mut key = Zeroizing::new([0; 32]);
    if bytes.len() != key.len() {
        return None;
    }
    key.copy_from_slice(&bytes);
    Some(key)
}
