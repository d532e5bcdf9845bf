//! CBOR (RFC 8949), as far as authenticators write it.

use ciborium::Value;

use super::Fault;

/// How deep maps and lists may lie in one another. An attestation with certificates has three levels.
const DEPTH: usize = 8;

/// Reads one value from the front, and leaves what follows it.
pub(super) fn take(bytes: &mut &[u8]) -> Result<Value, Fault> {
    ciborium::de::from_reader_with_recursion_limit(bytes, DEPTH)
        .map_err(|_| Fault::AuthenticatorData)
}

/// Reads one value, and nothing may follow it.
pub(super) fn whole(mut bytes: &[u8]) -> Result<Value, Fault> {
    let value = take(&mut bytes)?;
    if bytes.is_empty() {
        Ok(value)
    } else {
        Err(Fault::AuthenticatorData)
    }
}

/// The member of a map under a text.
pub(super) fn named<'a>(map: &'a Value, name: &str) -> Option<&'a Value> {
    let pairs = map.as_map()?;
    let found = pairs.iter().find(|(key, _)| key.as_text() == Some(name))?;
    Some(&found.1)
}

/// The member of a map under a number.
pub(super) fn numbered(map: &Value, number: i64) -> Option<&Value> {
    let pairs = map.as_map()?;
    let found = pairs.iter().find(|(key, _)| integer(key) == Some(number))?;
    Some(&found.1)
}

/// A number that is not too big to be one of the registries'.
pub(super) fn integer(value: &Value) -> Option<i64> {
    i64::try_from(value.as_integer()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_deep_or_claims_to_be_long_is_refused() {
        let text_of_four_gigabytes = [0x7a, 0xff, 0xff, 0xff, 0xff];
        let list_of_four_billion = [0x9a, 0xff, 0xff, 0xff, 0xff];
        let deep = vec![0x81; 100_000];
        for bad in [&text_of_four_gigabytes[..], &list_of_four_billion, &deep] {
            assert_eq!(whole(bad), Err(Fault::AuthenticatorData));
        }
        assert_eq!(whole(&[0x81, 0x01]), Ok(Value::from(vec![Value::from(1)])));
        assert_eq!(whole(&[0x01, 0x01]), Err(Fault::AuthenticatorData));
    }
}
