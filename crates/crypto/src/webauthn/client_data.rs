//! What the browser says of the page that asked (WebAuthn Level 3, section 5.8.1).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use subtle::ConstantTimeEq;

use super::{Ceremony, Fault};

/// `CollectedClientData`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
    top_origin: Option<String>,
}

/// Checks the client data of a ceremony: its kind, its challenge, and where the page was.
pub(super) fn check(bytes: &[u8], kind: &str, ceremony: &Ceremony<'_>) -> Result<(), Fault> {
    let data: ClientData = serde_json::from_slice(bytes).map_err(|_| Fault::ClientData)?;
    if data.kind != kind {
        return Err(Fault::ClientData);
    }
    let challenge = URL_SAFE_NO_PAD.encode(ceremony.challenge);
    if !bool::from(challenge.as_bytes().ct_eq(data.challenge.as_bytes())) {
        return Err(Fault::Challenge);
    }
    // A page in a frame of another page does not know what the user sees around it.
    let is_framed = data.cross_origin || data.top_origin.is_some();
    if is_framed || !is_origin_of(&data.origin, ceremony.rp_id) {
        return Err(Fault::Origin);
    }
    Ok(())
}

/// The challenge that client data answer, for who has to look up what it belongs to.
pub fn challenge_of(client_data_json: &[u8]) -> Result<Vec<u8>, Fault> {
    let data: ClientData =
        serde_json::from_slice(client_data_json).map_err(|_| Fault::ClientData)?;
    let challenge = URL_SAFE_NO_PAD.decode(data.challenge);
    challenge.map_err(|_| Fault::Challenge)
}

/// Whether a page of this origin may speak for the relying party: over HTTPS at the domain itself or below it, on any
/// port; and without TLS on `localhost`, which browsers trust as much.
pub fn is_origin_of(origin: &str, rp_id: &str) -> bool {
    let (host_and_port, is_secure) = if let Some(rest) = origin.strip_prefix("https://") {
        (rest, true)
    } else if let Some(rest) = origin.strip_prefix("http://") {
        (rest, false)
    } else {
        return false;
    };
    let (host, port) = match host_and_port.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (host_and_port, None),
    };
    let is_port = |port: &str| {
        (1..=5).contains(&port.len()) && port.bytes().all(|digit| digit.is_ascii_digit())
    };
    let is_host = |host: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
        !host.is_empty() && host.bytes().all(plain)
    };
    let is_local = host == "localhost" || host.ends_with(".localhost");
    is_host(host)
        && port.is_none_or(is_port)
        && (is_secure || is_local)
        && (host == rp_id
            || host
                .strip_suffix(rp_id)
                .is_some_and(|above| above.ends_with('.') && above.len() > 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_the_domain_and_below_speak_for_it() {
        for (origin, rp_id) in [
            ("https://example.com", "example.com"),
            ("https://example.com:8443", "example.com"),
            ("https://app.example.com", "example.com"),
            ("http://localhost:3000", "localhost"),
            ("http://app.localhost", "localhost"),
            ("http://app.localhost", "app.localhost"),
            ("https://localhost", "localhost"),
        ] {
            assert!(is_origin_of(origin, rp_id), "{origin} of {rp_id}");
        }
    }

    #[test]
    fn no_other_page_does() {
        for (origin, rp_id) in [
            ("http://example.com", "example.com"),
            ("https://notexample.com", "example.com"),
            ("https://.example.com", "example.com"),
            ("https://example.com.evil.net", "example.com"),
            ("https://com", "example.com"),
            ("https://example.com/", "example.com"),
            ("https://example.com:", "example.com"),
            ("https://example.com:80a", "example.com"),
            ("https://evil.net/@example.com", "example.com"),
            ("https://user@example.com", "example.com"),
            ("https://evil.net#.example.com", "example.com"),
            ("http://localhost.example.com", "example.com"),
            ("http://notlocalhost", "localhost"),
            ("android:apk-key-hash:example.com", "example.com"),
            ("example.com", "example.com"),
            ("https://", ""),
            ("null", "null"),
        ] {
            assert!(!is_origin_of(origin, rp_id), "{origin} of {rp_id}");
        }
    }
}
