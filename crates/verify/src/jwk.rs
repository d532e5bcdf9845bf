//! A key set document (RFC 7517), reduced to the keys that may verify a token.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::error::FetchError;
use crate::parse::strict_object;

/// The sizes of RSA moduli that are accepted, in bytes (RFC 7518, section 3.3: 2048 bits or more).
const MODULUS_BYTES: std::ops::RangeInclusive<usize> = 256..=1024;

/// A public key, parsed once: parsing costs about a seventh of a verification.
pub(crate) struct PublicKey(ParsedPublicKey);

impl PublicKey {
    /// Whether `signature` is an RS256 signature of `message` (RFC 7518, section 3.3).
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        self.0.verify_sig(message, signature).is_ok()
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PublicKey")
    }
}

/// The usable keys of a document, by their id.
#[derive(Debug, Default)]
pub(crate) struct KeySet(HashMap<String, Arc<PublicKey>>);

impl KeySet {
    /// Reads a document. Keys of another kind, use or algorithm, without id, and unparsable ones are passed over; a
    /// document without a single usable key is an error, so that it does not replace a good one.
    pub(crate) fn parse(document: &[u8], max_keys: usize) -> Result<Self, FetchError> {
        let object = strict_object(document).map_err(|problem| {
            FetchError::new(format!("the key set is no JSON object: {problem}"))
        })?;
        let Some(Value::Array(entries)) = object.get("keys") else {
            return Err(FetchError::new("the key set has no list \"keys\""));
        };
        if entries.len() > max_keys {
            let count = entries.len();
            return Err(FetchError::new(format!(
                "the key set has {count} keys, at most {max_keys} are read"
            )));
        }
        let mut keys = HashMap::new();
        for entry in entries {
            match usable(entry) {
                // The first of two keys with one id wins: which one is meant cannot be known.
                Ok((id, key)) => drop(keys.entry(id).or_insert(key)),
                Err(reason) => tracing::debug!(reason, "passed over a key of the key set"),
            }
        }
        if keys.is_empty() {
            return Err(FetchError::new("the key set has no usable RS256 key"));
        }
        Ok(Self(keys))
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Arc<PublicKey>> {
        self.0.get(id)
    }

    /// The ids, sorted.
    pub(crate) fn ids(&self) -> Vec<String> {
        let mut ids: Vec<_> = self.0.keys().cloned().collect();
        ids.sort();
        ids
    }
}

/// The id and key of an entry, or why it is not for us.
fn usable(entry: &Value) -> Result<(String, Arc<PublicKey>), &'static str> {
    let text = |name: &str| entry.get(name).and_then(Value::as_str);
    let absent_or = |name: &str, wanted: &str| match entry.get(name) {
        None => true,
        Some(value) => value.as_str() == Some(wanted),
    };
    if text("kty") != Some("RSA") {
        return Err("kty is not RSA");
    }
    // Optional members (RFC 7517, sections 4.2 and 4.4); Cognito always sends both.
    if !absent_or("use", "sig") {
        return Err("use is not sig");
    }
    if !absent_or("alg", "RS256") {
        return Err("alg is not RS256");
    }
    let id = text("kid").ok_or("no kid")?;
    let n = number(text("n")).ok_or("n is no base64url number")?;
    let e = number(text("e")).ok_or("e is no base64url number")?;
    if !MODULUS_BYTES.contains(&n.len()) {
        return Err("n has fewer than 2048 or more than 8192 bits");
    }
    let key = RsaPublicKeyComponents { n, e }
        .to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256)
        .map_err(|_| "n and e are no RSA key")?;
    Ok((id.to_owned(), Arc::new(PublicKey(key))))
}

/// A base64url big-endian number; leading zeros, which some servers send against RFC 7518, section 6.3.1.1, are cut.
fn number(text: Option<&str>) -> Option<Vec<u8>> {
    let bytes = URL_SAFE_NO_PAD.decode(text?).ok()?;
    let start = bytes.iter().position(|&byte| byte != 0)?;
    Some(bytes[start..].to_vec())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// 2048 bits, odd; nobody knows its factors, and no test here needs them.
    fn modulus() -> String {
        URL_SAFE_NO_PAD.encode([0xc5; 256])
    }

    fn parse(keys: &[Value]) -> Result<Vec<String>, String> {
        let document = json!({ "keys": keys }).to_string();
        KeySet::parse(document.as_bytes(), 4)
            .map(|set| set.ids())
            .map_err(|problem| problem.to_string())
    }

    fn key_with(change: impl FnOnce(&mut Value)) -> Value {
        let mut key = json!({"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "x", "n": modulus(), "e": "AQAB"});
        change(&mut key);
        key
    }

    #[test]
    fn only_rsa_keys_for_rs256_signatures_are_taken() {
        assert_eq!(parse(&[key_with(|_| ())]).unwrap(), ["x"]);
        let passed_over: [fn(&mut Value); 12] = [
            |key| key["kty"] = "EC".into(),
            |key| key["kty"] = "oct".into(),
            |key| key["use"] = "enc".into(),
            |key| key["use"] = Value::Null,
            |key| key["alg"] = "RS512".into(),
            |key| key["alg"] = "RSA-OAEP".into(),
            |key| key["kid"] = 7.into(),
            |key| key["n"] = URL_SAFE_NO_PAD.encode([0xc5; 255]).into(),
            |key| key["n"] = URL_SAFE_NO_PAD.encode(vec![0xc5; 1025]).into(),
            |key| key["n"] = "not base64url!".into(),
            |key| key["e"] = "".into(),
            |key| key["e"] = "AA".into(),
        ];
        for (number, change) in passed_over.into_iter().enumerate() {
            let other = key_with(|key| key["kid"] = "good".into());
            assert_eq!(
                parse(&[key_with(change), other]).unwrap(),
                ["good"],
                "case {number}"
            );
            assert!(parse(&[key_with(change)]).is_err(), "case {number} alone");
        }
    }

    #[test]
    fn use_and_alg_may_be_absent() {
        let key = key_with(|key| {
            let members = key.as_object_mut().unwrap();
            members.remove("use");
            members.remove("alg");
        });
        assert_eq!(parse(&[key]).unwrap(), ["x"]);
    }

    #[test]
    fn a_leading_zero_of_the_modulus_is_cut() {
        let mut bytes = vec![0];
        bytes.extend([0xc5; 256]);
        let key = key_with(|key| key["n"] = URL_SAFE_NO_PAD.encode(&bytes).into());
        assert_eq!(parse(&[key]).unwrap(), ["x"]);
    }

    #[test]
    fn a_bad_document_is_an_error_that_says_why() {
        for (document, reason) in [
            ("", "no JSON object"),
            ("[]", "no JSON object"),
            ("{}", "no list \"keys\""),
            (r#"{"keys":{}}"#, "no list \"keys\""),
            (r#"{"keys":[],"keys":[]}"#, "twice"),
            (r#"{"keys":[]}"#, "no usable"),
            (r#"{"keys":[1,2,3,4,5]}"#, "5 keys, at most 4"),
        ] {
            let problem = KeySet::parse(document.as_bytes(), 4)
                .unwrap_err()
                .to_string();
            assert!(problem.contains(reason), "{document}: {problem}");
        }
    }

    proptest! {
        #[test]
        fn arbitrary_documents_never_panic(bytes in any::<Vec<u8>>(), n in any::<Vec<u8>>(), e in any::<Vec<u8>>()) {
            let _ = KeySet::parse(&bytes, 4);
            let key = key_with(|key| {
                key["n"] = URL_SAFE_NO_PAD.encode(&n).into();
                key["e"] = URL_SAFE_NO_PAD.encode(&e).into();
            });
            let _ = parse(&[key]);
        }
    }
}
