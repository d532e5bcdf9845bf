//! From text to header, payload and signature: strictly, and nothing more. Trust begins in `verifier`.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::error::{Error, ErrorKind, shown, shown_json};

/// The longest `kid` that is looked up, in bytes.
const MAX_KEY_ID: usize = 256;

/// A token taken apart. Only the header has been read; the signature has not been checked.
#[derive(Debug)]
pub(crate) struct Parsed<'a> {
    /// What the signature covers: header and payload as sent (RFC 7515, section 5.2, step 8).
    pub(crate) signed: &'a str,
    /// The payload segment, still encoded.
    pub(crate) payload: &'a str,
    /// The signature.
    pub(crate) signature: Vec<u8>,
    /// The `kid` of the header.
    pub(crate) key_id: String,
}

/// A decoded token, **not verified**: for display and debugging, never for a decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Unverified {
    /// The members of the header.
    pub header: Map<String, Value>,
    /// The claims that the payload makes.
    pub claims: Map<String, Value>,
}

/// Decodes a token without verifying anything: for display and debugging, never for a decision.
///
/// # Errors
///
/// [`ErrorKind::TooLong`] beyond 16 KiB, [`ErrorKind::Segments`] and [`ErrorKind::Malformed`].
pub fn decode_unverified(token: &str) -> Result<Unverified, Error> {
    let [header, payload, signature] = segments(token, crate::verifier::MAX_TOKEN_BYTES)?;
    decode(signature, "signature")?;
    Ok(Unverified {
        header: object(header, "header")?,
        claims: object(payload, "payload")?,
    })
}

/// Takes a token apart and judges its header, which needs no key.
pub(crate) fn parse(token: &str, max_bytes: usize) -> Result<Parsed<'_>, Error> {
    let [header, payload, signature] = segments(token, max_bytes)?;
    let key_id = check_header(object(header, "header")?)?;
    Ok(Parsed {
        signed: &token[..header.len() + 1 + payload.len()],
        payload,
        signature: decode(signature, "signature")?,
        key_id,
    })
}

/// The claims of a token whose signature is right.
pub(crate) fn claims(payload: &str) -> Result<Map<String, Value>, Error> {
    object(payload, "payload")
}

fn segments(token: &str, max_bytes: usize) -> Result<[&str; 3], Error> {
    if token.len() > max_bytes {
        return Err(ErrorKind::TooLong {
            max: max_bytes,
            actual: token.len(),
        }
        .into());
    }
    let mut parts = token.split('.');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(header), Some(payload), Some(signature), None) => Ok([header, payload, signature]),
        _ => Err(ErrorKind::Segments {
            actual: token.split('.').count(),
        }
        .into()),
    }
}

/// Decides on the header, and returns its `kid`.
///
/// `jku`, `x5u`, `jwk` and `x5c` are not looked at: keys come from the configured key set alone (RFC 8725, section 3.10).
fn check_header(mut header: Map<String, Value>) -> Result<String, Error> {
    if header.get("alg").and_then(Value::as_str) != Some("RS256") {
        return Err(ErrorKind::Algorithm {
            actual: shown_json(header.get("alg")),
        }
        .into());
    }
    for name in ["crit", "b64"] {
        if let Some(value) = header.get(name) {
            let actual = shown_json(Some(value));
            return Err(ErrorKind::Header {
                name,
                expected: "none",
                actual,
            }
            .into());
        }
    }
    if let Some(value) = header.get("typ") {
        let is_jwt = value
            .as_str()
            .map(|typ| typ.strip_prefix("application/").unwrap_or(typ))
            .is_some_and(|typ| {
                typ.eq_ignore_ascii_case("JWT") || typ.eq_ignore_ascii_case("at+jwt")
            });
        if !is_jwt {
            let actual = shown_json(Some(value));
            return Err(ErrorKind::Header {
                name: "typ",
                expected: "\"JWT\"",
                actual,
            }
            .into());
        }
    }
    match header.get_mut("kid").map(Value::take) {
        Some(Value::String(kid)) if (1..=MAX_KEY_ID).contains(&kid.len()) => Ok(kid),
        other => Err(ErrorKind::KeyId {
            actual: shown_json(other.as_ref()),
        }
        .into()),
    }
}

/// base64url without padding (RFC 7515, section 2): no padding, no white space, no `+` and `/`, no bits left over.
fn decode(text: &str, segment: &'static str) -> Result<Vec<u8>, Error> {
    URL_SAFE_NO_PAD.decode(text).map_err(|problem| {
        let expected = "base64url without padding";
        ErrorKind::Malformed {
            segment,
            expected,
            problem: shown(&problem.to_string()),
        }
        .into()
    })
}

fn object(text: &str, segment: &'static str) -> Result<Map<String, Value>, Error> {
    strict_object(&decode(text, segment)?).map_err(|problem| {
        let expected = "a JSON object without duplicate keys";
        ErrorKind::Malformed {
            segment,
            expected,
            problem: shown(&problem.to_string()),
        }
        .into()
    })
}

/// A JSON object in which no key comes twice, at any depth (RFC 7515, section 4; RFC 7519, section 4).
pub(crate) fn strict_object(json: &[u8]) -> Result<Map<String, Value>, serde_json::Error> {
    match serde_json::from_slice(json)? {
        Strict(Value::Object(map)) => Ok(map),
        Strict(_) => Err(serde_json::Error::custom("found another JSON value")),
    }
}

/// A JSON value, read so that a duplicate key is an error.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Strict)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Strict(value)) = items.next_element()? {
            list.push(value);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some((key, Strict(value))) = entries.next_entry::<String, Strict>()? {
            if map.contains_key(&key) {
                return Err(A::Error::custom(format_args!(
                    "found the key {:?} twice",
                    shown(&key)
                )));
            }
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn strict_objects_read_like_ordinary_ones() {
        let text = r#"{"a":1,"b":-2,"c":1.5,"d":"x\n","e":[null,true,{"f":"\u00e9"}],"g":{},"h":18446744073709551615}"#;
        let ordinary: Map<String, Value> = serde_json::from_str(text).unwrap();
        assert_eq!(strict_object(text.as_bytes()).unwrap(), ordinary);
    }

    #[test]
    fn strict_objects_refuse_duplicates_at_any_depth_and_other_values() {
        for text in [
            r#"{"a":1,"a":1}"#,
            r#"{"a":1,"\u0061":2}"#,
            r#"{"x":[{"a":1,"a":2}]}"#,
            r#"{"x":{"a":1,"b":2,"a":3}}"#,
            "[]",
            "\"x\"",
            "",
            "{} {}",
            "{\"a\":1e400}",
        ] {
            assert!(strict_object(text.as_bytes()).is_err(), "{text}");
        }
        assert!(strict_object(b"{\"a\":\"\xff\"}").is_err(), "UTF-8 only");
    }

    #[test]
    fn deep_nesting_is_an_error_and_no_overflow() {
        let depth = 100_000;
        let text = format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        assert!(strict_object(text.as_bytes()).is_err());
    }

    #[test]
    fn texts_in_errors_are_short_and_printable() {
        let long = format!("a\u{7}{}", "b".repeat(1000));
        let text = shown(&long);
        assert!(
            text.starts_with("a\u{fffd}bb") && text.len() < 100,
            "{text}"
        );
    }

    proptest! {
        #[test]
        fn arbitrary_text_never_panics(token in ".{0,300}") {
            let _ = parse(&token, 16_384);
            let _ = decode_unverified(&token);
        }

        #[test]
        fn arbitrary_json_in_the_segments_never_panics(header in "\\PC{0,60}", payload in "\\PC{0,60}", bytes in any::<Vec<u8>>()) {
            for header in [header.as_bytes(), &bytes, br#"{"alg":"RS256","kid":"a"}"#] {
                let token = [header, payload.as_bytes(), &bytes].map(|part| URL_SAFE_NO_PAD.encode(part)).join(".");
                let _ = decode_unverified(&token);
                if let Ok(parsed) = parse(&token, 16_384) {
                    prop_assert_eq!(parsed.signature, bytes.clone());
                    let _ = claims(parsed.payload);
                }
            }
        }

        #[test]
        fn strict_and_ordinary_reading_agree_where_strict_reading_succeeds(bytes in "[\\[\\]{}\",:a0-9. -]{0,40}") {
            let strict = strict_object(bytes.as_bytes());
            if let Ok(map) = strict {
                prop_assert_eq!(map, serde_json::from_str::<Map<String, Value>>(&bytes).unwrap());
            }
        }
    }
}
