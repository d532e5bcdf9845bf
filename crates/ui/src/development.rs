//! Who gets development features: a caller on this machine, and nobody by way of a proxy or a web page.
//!
//! A loopback listener alone is not enough. A proxy on the same host makes it public, and any page
//! that a browser shows can post to it. So the request itself must look local.

use http::{HeaderMap, Uri, header};

/// Whether development features answer at all, and whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Development {
    /// Nobody.
    Off,
    /// Requests that come from this machine by every sign.
    Local,
    /// Every request that no foreign web page has sent: the operator said so.
    Everywhere,
}

/// Headers that a proxy adds.
const FORWARDING: [&str; 3] = ["forwarded", "x-real-ip", "via"];

impl Development {
    /// Whether a request with these headers gets development features.
    pub fn allows(self, headers: &HeaderMap) -> bool {
        let host = headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok());
        let origin = headers
            .get(header::ORIGIN)
            .map(|origin| origin.to_str().unwrap_or("null"));
        match self {
            Self::Off => false,
            Self::Local => {
                host.is_some_and(is_loopback_authority)
                    && !headers.keys().any(|name| {
                        FORWARDING.contains(&name.as_str())
                            || name.as_str().starts_with("x-forwarded")
                    })
                    && origin.is_none_or(is_loopback_origin)
            }
            Self::Everywhere => origin.is_none_or(|origin| {
                is_loopback_origin(origin)
                    || authority(origin).is_some_and(|authority| Some(authority.as_str()) == host)
            }),
        }
    }
}

/// Whether a request is addressed to this machine by name.
pub fn is_loopback_host(headers: &HeaderMap) -> bool {
    headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .is_some_and(is_loopback_authority)
}

fn authority(origin: &str) -> Option<String> {
    origin
        .parse::<Uri>()
        .ok()?
        .authority()
        .map(ToString::to_string)
}

fn is_loopback_origin(origin: &str) -> bool {
    authority(origin).is_some_and(|authority| is_loopback_authority(&authority))
}

/// Whether `name`, `name:port` or `[address]:port` is this machine.
fn is_loopback_authority(authority: &str) -> bool {
    let Ok(authority) = authority.parse::<http::uri::Authority>() else {
        return false;
    };
    if authority.as_str().contains('@') {
        return false;
    }
    let name = authority
        .host()
        .trim_start_matches('[')
        .trim_end_matches(']')
        .to_ascii_lowercase();
    match name.parse::<std::net::IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => name == "localhost" || name.ends_with(".localhost"),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use http::{HeaderMap, HeaderName};

    use super::Development;

    fn allows(development: Development, headers: &[(&str, &str)]) -> bool {
        let map: HeaderMap = headers
            .iter()
            .map(|(name, value)| (name.parse::<HeaderName>().unwrap(), value.parse().unwrap()))
            .collect();
        development.allows(&map)
    }

    #[test]
    fn local_requests_are_told_from_all_others() {
        for good in [
            "localhost",
            "localhost:9229",
            "127.0.0.1:8000",
            "[::1]:9229",
            "127.8.8.8",
            "app.localhost:1",
        ] {
            assert!(allows(Development::Local, &[("host", good)]), "{good}");
        }
        for bad in [
            "example.com",
            "localhost.example.com",
            "127.0.0.1.example.com",
            "10.0.0.1",
            "user@localhost",
            "",
        ] {
            assert!(!allows(Development::Local, &[("host", bad)]), "{bad}");
        }
        assert!(!allows(Development::Local, &[]));
    }

    #[test]
    fn a_proxy_or_a_foreign_page_is_refused() {
        let host = ("host", "localhost:9229");
        for (name, value) in [
            ("forwarded", "for=1.2.3.4"),
            ("x-forwarded-for", "127.0.0.1"),
            ("x-forwarded-host", "localhost"),
            ("x-real-ip", "127.0.0.1"),
            ("origin", "https://example.com"),
            ("origin", "null"),
        ] {
            assert!(
                !allows(Development::Local, &[host, (name, value)]),
                "{name}"
            );
        }
        assert!(allows(
            Development::Local,
            &[host, ("origin", "http://localhost:3000")]
        ));
        assert!(!allows(Development::Off, &[host]));
    }

    #[test]
    fn everywhere_means_every_host_but_no_foreign_page() {
        assert!(allows(Development::Everywhere, &[("host", "pool:9229")]));
        assert!(allows(
            Development::Everywhere,
            &[("host", "pool:9229"), ("origin", "http://pool:9229")]
        ));
        assert!(!allows(
            Development::Everywhere,
            &[("host", "pool:9229"), ("origin", "https://example.com")]
        ));
    }
}
