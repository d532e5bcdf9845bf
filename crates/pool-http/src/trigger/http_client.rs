//! The HTTP client of all functions.

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Url};

/// How long a connection may take; the whole of a try is limited by who makes it.
const CONNECT: Duration = Duration::from_secs(3);

/// Follows no redirect: events carry attributes, codes and passwords to the address that was set, and nowhere else.
#[derive(Debug, Clone)]
pub struct HttpClient(pub(super) Client);

impl HttpClient {
    /// A client.
    ///
    /// # Errors
    /// If the TLS library cannot be started.
    pub fn new() -> Result<Self, reqwest::Error> {
        let client = Client::builder()
            .redirect(Policy::none())
            .connect_timeout(CONNECT)
            .build()?;
        Ok(Self(client))
    }

    /// Whether events may be sent to an address: over TLS, or to this machine.
    pub fn may_reach(url: &str) -> bool {
        let Ok(url) = Url::parse(url) else {
            return false;
        };
        let plain =
            url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
        let local = match url.host_str() {
            Some("localhost" | "[::1]") => true,
            Some(host) => host
                .parse::<std::net::Ipv4Addr>()
                .is_ok_and(|address| address.is_loopback()),
            None => false,
        };
        plain && (url.scheme() == "https" || (url.scheme() == "http" && local))
    }
}

#[cfg(test)]
mod tests {
    use super::HttpClient;

    #[test]
    fn events_travel_over_tls_or_stay_on_the_machine() {
        for url in [
            "https://hooks.example.com/a?b=c",
            "http://localhost:9000",
            "http://127.0.0.1:3001/",
            "http://[::1]:3001/",
        ] {
            assert!(HttpClient::may_reach(url), "{url}");
        }
        for url in [
            "http://hooks.example.com/",
            "http://localhost.example.com/",
            "http://10.0.0.1/",
            "https://user:secret@example.com/",
            "ftp://localhost/",
            "hooks.example.com",
        ] {
            assert!(!HttpClient::may_reach(url), "{url}");
        }
    }
}
