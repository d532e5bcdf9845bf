//! Public keys of credentials, in COSE (RFC 9052, RFC 9053, RFC 8230).

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use ciborium::Value;

use super::{Fault, cbor};

const ES256: i64 = -7;
const RS256: i64 = -257;

/// The algorithms that credentials may have, the better one first.
pub const ALGORITHMS: [i64; 2] = [ES256, RS256];

/// Labels of a key's members.
const KEY_TYPE: i64 = 1;
const ALGORITHM: i64 = 3;

/// The length of a modulus in bytes.
const MODULUS: std::ops::RangeInclusive<usize> = 256..=1024;

/// The public key of a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialKey {
    cose: Vec<u8>,
    key: Key,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Key {
    /// A point of P-256, uncompressed.
    Es256([u8; 65]),
    /// Modulus and exponent.
    Rs256(Vec<u8>, Vec<u8>),
}

impl CredentialKey {
    /// Reads a key, as the authenticator made it and as it is stored.
    pub fn from_cose(cose: &[u8]) -> Result<Self, Fault> {
        let map = cbor::whole(cose)?;
        let number = |label| cbor::numbered(&map, label).and_then(cbor::integer);
        let key = match (number(KEY_TYPE), number(ALGORITHM)) {
            (Some(2), Some(ES256)) => point(&map)?,
            (Some(3), Some(RS256)) => modulus(&map)?,
            (Some(_), Some(_)) => return Err(Fault::Algorithm),
            _ => return Err(Fault::AuthenticatorData),
        };
        let cose = cose.to_vec();
        Ok(Self { cose, key })
    }

    /// The key as it is stored.
    pub fn as_cose(&self) -> &[u8] {
        &self.cose
    }

    /// Whether the signature of a message was made with this key.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.key {
            Key::Es256(point) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point)
                .verify(message, signature)
                .is_ok(),
            Key::Rs256(n, e) => RsaPublicKeyComponents { n, e }
                .verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
                .is_ok(),
        }
    }
}

fn bytes(map: &Value, label: i64) -> Result<&[u8], Fault> {
    let found = cbor::numbered(map, label).and_then(Value::as_bytes);
    Ok(found.ok_or(Fault::AuthenticatorData)?)
}

/// An elliptic curve key: only P-256 goes with ES256 here (WebAuthn Level 3, section 5.8.5).
fn point(map: &Value) -> Result<Key, Fault> {
    if cbor::numbered(map, -1).and_then(cbor::integer) != Some(1) {
        return Err(Fault::Algorithm);
    }
    let (x, y) = (bytes(map, -2)?, bytes(map, -3)?);
    if x.len() != 32 || y.len() != 32 {
        return Err(Fault::AuthenticatorData);
    }
    let mut point = [4; 65];
    point[1..33].copy_from_slice(x);
    point[33..].copy_from_slice(y);
    // A point that is not on the curve is no key.
    let parsed = UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).parse();
    parsed.map_err(|_| Fault::AuthenticatorData)?;
    Ok(Key::Es256(point))
}

fn modulus(map: &Value) -> Result<Key, Fault> {
    let (n, e) = (bytes(map, -1)?, bytes(map, -2)?);
    if n.first() == Some(&0) || !MODULUS.contains(&n.len()) {
        return Err(Fault::Algorithm);
    }
    Ok(Key::Rs256(n.to_vec(), e.to_vec()))
}
