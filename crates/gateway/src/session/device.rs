//! What a session is called in the list that its user sees: the browser, the system, the address that it was begun from.

use std::net::IpAddr;

use http::HeaderValue;
use serde::{Deserialize, Serialize};

use crate::gateway::Gateway;

/// Words of browsers in their user agents, the telling ones first: most of them claim to be several.
const BROWSERS: [(&str, &str); 7] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
];

/// Words of systems, the telling ones first.
const SYSTEMS: [(&str, &str); 7] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
];

/// The device of a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Device {
    /// Such as `Firefox, Linux`.
    pub(crate) name: Option<String>,
    /// The address of the sign-in.
    pub(crate) address: String,
}

impl Device {
    /// The device with this user agent, at this address.
    pub(super) fn of(agent: Option<&HeaderValue>, address: IpAddr) -> Self {
        let agent = agent.and_then(|value| value.to_str().ok());
        Self {
            name: agent.and_then(name),
            address: address.to_string(),
        }
    }

    /// Sealed for the row of one session.
    pub(super) fn seal(&self, gateway: &Gateway, subject: &[u8; 32]) -> Vec<u8> {
        let plain = serde_json::to_vec(self).expect("texts are JSON");
        gateway.sealer().seal(&place(subject), &plain)
    }

    /// Opens what was sealed for this user.
    pub(super) fn unseal(gateway: &Gateway, subject: &[u8; 32], sealed: &[u8]) -> Option<Self> {
        let plain = gateway.sealer().open(&place(subject), sealed).ok()?;
        serde_json::from_slice(&plain).ok()
    }
}

/// The device of one user does not open at another.
fn place(subject: &[u8; 32]) -> Vec<u8> {
    [b"device of ".as_slice(), subject].concat()
}

fn name(agent: &str) -> Option<String> {
    let find = |words: &[(&str, &'static str)]| {
        let found = words.iter().find(|(word, _)| agent.contains(word));
        found.map(|(_, name)| *name)
    };
    match (find(&BROWSERS), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => Some(format!("{browser}, {system}")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn a_device_is_called_what_people_call_it() {
        for (agent, expected) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
                Some("Firefox, Linux"),
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
                Some("Edge, Windows"),
            ),
            (
                "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
                Some("Chrome, Android"),
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1",
                Some("Safari, iPhone"),
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
                Some("Safari, Mac"),
            ),
            ("curl/8.14.1", None),
            ("<script>", None),
        ] {
            assert_eq!(name(agent).as_deref(), expected, "{agent}");
        }
    }
}
