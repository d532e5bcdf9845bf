//! Who calls: the address of the connection, or the one that trusted proxies vouch for.
//!
//! `X-Forwarded-For` is read from right to left, and only as far as each address further right is a
//! configured proxy. What a caller writes into it by itself stands further left and is never reached.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::str::FromStr;

use axum::extract::{ConnectInfo, FromRequestParts};
use http::request::Parts;

use crate::gateway::Gateway;

/// A range of addresses, such as `10.0.0.0/8`, or a single one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

/// A text is not a range of addresses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an address or a range: write 10.0.0.7, 10.0.0.0/8 or fd00::/8")]
pub struct NetworkError(String);

impl FromStr for Network {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let parse = || {
            let (address, prefix) = match text.trim().split_once('/') {
                Some((address, prefix)) => (address, Some(prefix)),
                None => (text.trim(), None),
            };
            let address: IpAddr = address.parse().ok()?;
            let bits = if address.is_ipv4() { 32 } else { 128 };
            let prefix = match prefix {
                Some(prefix) => prefix.parse().ok().filter(|&prefix| prefix <= bits)?,
                None => bits,
            };
            Some(Self { address, prefix })
        };
        parse().ok_or_else(|| NetworkError(text.to_owned()))
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

impl Network {
    /// Whether the address lies in this range.
    pub fn contains(&self, address: IpAddr) -> bool {
        let shift = |bits: u8| u32::from(bits - self.prefix);
        match (self.address, address) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let differ = u32::from(own) ^ u32::from(other);
                differ.checked_shr(shift(32)).unwrap_or(0) == 0
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let differ = u128::from(own) ^ u128::from(other);
                differ.checked_shr(shift(128)).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

/// The caller's address. Where the application does not provide `ConnectInfo<SocketAddr>`, all callers
/// are `0.0.0.0` and share one limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Peer(pub(crate) IpAddr);

impl Peer {
    pub(crate) fn of(parts: &Parts, trusted: &[Network]) -> Self {
        let connection = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip())
            .to_canonical();
        let forwarded = parts
            .headers
            .get_all("x-forwarded-for")
            .iter()
            .map(|value| value.to_str().unwrap_or_default())
            .collect::<Vec<_>>()
            .join(",");
        Self(vouched_for(connection, &forwarded, trusted))
    }
}

fn vouched_for(connection: IpAddr, forwarded: &str, trusted: &[Network]) -> IpAddr {
    let mut address = connection;
    for entry in forwarded.rsplit(',') {
        if !trusted.iter().any(|network| network.contains(address)) {
            break;
        }
        match entry_address(entry.trim()) {
            Some(next) => address = next,
            None => break,
        }
    }
    address
}

/// An address, with or without a port.
fn entry_address(entry: &str) -> Option<IpAddr> {
    let address = entry
        .parse::<IpAddr>()
        .or_else(|_| entry.parse::<SocketAddr>().map(|socket| socket.ip()))
        .ok()?;
    Some(address.to_canonical())
}

impl FromRequestParts<Gateway> for Peer {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        gateway: &Gateway,
    ) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts, &gateway.config().trusted_proxies))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Network {
        text.parse().expect("a network")
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn a_network_contains_its_addresses_and_no_others() {
        assert!(network("10.0.0.0/8").contains(ip("10.255.0.1")));
        assert!(!network("10.0.0.0/8").contains(ip("11.0.0.1")));
        assert!(network("10.0.0.7").contains(ip("10.0.0.7")));
        assert!(!network("10.0.0.7").contains(ip("10.0.0.6")));
        assert!(network("0.0.0.0/0").contains(ip("192.0.2.1")));
        assert!(network("fd00::/8").contains(ip("fd12::1")));
        assert!(!network("fd00::/8").contains(ip("10.0.0.1")));
        assert!(network("::/0").contains(ip("2001:db8::1")));
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            "10.0.0.0/33",
            "fd00::/129",
            "10.0.0/8",
            "host",
            "10.0.0.0/x",
        ] {
            assert!(text.parse::<Network>().is_err(), "{text}");
        }
    }

    #[test]
    fn r60_only_trusted_proxies_are_believed_and_only_from_the_right() {
        let trusted = [network("10.0.0.0/8")];
        let cases = [
            // Nobody trusted in between: the header is the caller's own invention.
            ("192.0.2.1", "198.51.100.9", "192.0.2.1"),
            // One trusted proxy.
            ("10.0.0.1", "198.51.100.9", "198.51.100.9"),
            // The caller wrote an address of its own; the proxy appended the real one.
            ("10.0.0.1", "1.1.1.1, 198.51.100.9", "198.51.100.9"),
            // Two proxies.
            (
                "10.0.0.1",
                "1.1.1.1, 198.51.100.9, 10.0.0.2",
                "198.51.100.9",
            ),
            // Nothing readable: the last address that somebody vouched for.
            ("10.0.0.1", "unknown", "10.0.0.1"),
            ("10.0.0.1", "", "10.0.0.1"),
            ("10.0.0.1", "198.51.100.9:4711", "198.51.100.9"),
            ("10.0.0.1", "[2001:db8::1]:4711", "2001:db8::1"),
            ("10.0.0.1", "::ffff:198.51.100.9", "198.51.100.9"),
        ];
        for (connection, forwarded, expected) in cases {
            assert_eq!(
                vouched_for(ip(connection), forwarded, &trusted),
                ip(expected),
                "{connection} {forwarded}"
            );
        }
    }
}
