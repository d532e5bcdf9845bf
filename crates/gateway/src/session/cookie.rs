//! The cookie: `__Host-poolgate`, which no other host and no unencrypted page can set; `poolgate` on plain HTTP on
//! loopback, where browsers may take no cookie of that kind.

use std::convert::Infallible;
use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::response::{IntoResponseParts, ResponseParts};
use http::header::{COOKIE, HOST, SET_COOKIE, USER_AGENT};
use http::request::Parts;
use http::{HeaderMap, HeaderValue};
use secrecy::ExposeSecret;

use super::device::Device;
use super::key::Ticket;
use crate::address::Peer;
use crate::gateway::Gateway;
use crate::layers::{Act, Origin, is_on_our_page, is_vouched};

/// Before the name of a cookie that browsers take from this host alone, and over TLS alone.
const HOST_PREFIX: &str = "__Host-";
const PLAIN: &str = "poolgate";

/// What the request says of the browser: its cookie, and which kind of cookie it takes.
#[derive(Clone, Debug)]
pub(crate) struct Browser {
    is_plain: bool,
    /// The cookie, if it looks like one of ours.
    pub(crate) ticket: Option<Ticket>,
    /// Whether a page of ours asks, or nothing changes and no socket is opened.
    pub(crate) is_vouched: bool,
    /// Whether nothing says that a page of another origin asks, CORS or not.
    pub(crate) is_on_our_page: bool,
    agent: Option<HeaderValue>,
    address: IpAddr,
}

impl Browser {
    pub(crate) fn of(parts: &Parts, gateway: &Gateway) -> Self {
        Self::asking(parts, gateway, Act::of(&parts.method))
    }

    /// The browser that asks for this, which the request itself may not show.
    pub(crate) fn asking(parts: &Parts, gateway: &Gateway, act: Act) -> Self {
        let host = host(parts);
        let is_plain = is_plain(host, &parts.headers, gateway.public_origin());
        let is_vouched = is_vouched(
            act,
            &parts.headers,
            host,
            gateway.public_origin(),
            &gateway.config().cors,
        );
        let mut browser = Self {
            is_plain,
            ticket: None,
            is_vouched,
            is_on_our_page: is_on_our_page(&parts.headers, host, gateway.public_origin()),
            agent: parts.headers.get(USER_AGENT).cloned(),
            address: Peer::of(parts, &gateway.config().trusted_proxies).0,
        };
        let sent = value(&parts.headers, &browser.cookie_name(PLAIN));
        browser.ticket = sent.and_then(Ticket::parse);
        browser
    }

    /// What the list of sessions says of it.
    pub(super) fn device(&self) -> Device {
        Device::of(self.agent.as_ref(), self.address)
    }

    /// The cookie that the browser keeps; `max_age` in seconds, or until the browser is closed.
    pub(super) fn set(&self, ticket: &Ticket, max_age: Option<i64>) -> SetCookie {
        let lifetime = max_age.map_or(String::new(), |seconds| format!("; Max-Age={seconds}"));
        self.write(ticket.text().expose_secret(), &lifetime)
    }

    /// The browser forgets the cookie.
    pub(crate) fn clear(&self) -> SetCookie {
        self.write("", "; Max-Age=0")
    }

    /// The name of a cookie that only this host sets, as this browser takes it.
    pub(crate) fn cookie_name(&self, plain: &str) -> String {
        let prefix = if self.is_plain { "" } else { HOST_PREFIX };
        format!("{prefix}{plain}")
    }

    /// The header that sets such a cookie.
    pub(crate) fn cookie_text(&self, plain: &str, value: &str, lifetime: &str) -> String {
        let name = self.cookie_name(plain);
        let secure = if self.is_plain { "" } else { "; Secure" };
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{lifetime}")
    }

    fn write(&self, value: &str, lifetime: &str) -> SetCookie {
        let text = self.cookie_text(PLAIN, value, lifetime);
        let mut header = HeaderValue::from_str(&text).expect("names and base64 make a header");
        header.set_sensitive(true);
        SetCookie(header)
    }
}

impl FromRequestParts<Gateway> for Browser {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Infallible> {
        Ok(Self::of(parts, gateway))
    }
}

/// Part of an answer: the browser keeps this cookie.
#[derive(Clone, Debug)]
pub(crate) struct SetCookie(HeaderValue);

impl IntoResponseParts for SetCookie {
    type Error = Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Infallible> {
        parts.headers_mut().append(SET_COOKIE, self.0);
        Ok(parts)
    }
}

/// HTTP/2 has the host in the target, HTTP/1.1 in a header.
fn host(parts: &Parts) -> Option<&str> {
    let authority = parts.uri.authority().map(http::uri::Authority::as_str);
    authority.or_else(|| parts.headers.get(HOST)?.to_str().ok())
}

/// The public URL says how users come. Without one, they come without encryption only where the request itself is
/// for this machine, and no proxy stands in between.
fn is_plain(host: Option<&str>, headers: &HeaderMap, public: Option<&Origin>) -> bool {
    if let Some(public) = public {
        return !public.is_https() && is_loopback(public.host());
    }
    let passed_on = headers.keys().any(|name| {
        let name = name.as_str();
        name.starts_with("x-forwarded-") || ["forwarded", "x-real-ip"].contains(&name)
    });
    !passed_on && host.is_some_and(|host| is_loopback(without_port(host)))
}

fn without_port(host: &str) -> &str {
    let port = host.rsplit_once(':');
    port.filter(|(_, port)| !port.ends_with(']'))
        .map_or(host, |(host, _)| host)
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || address.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}

/// The one value of a cookie. Two of a name are none: a page of another host may have set the second.
fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut found = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(found, _)| *found == name)
        .map(|(_, value)| value);
    let value = found.next()?;
    found.next().is_none().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn only_plain_http_on_loopback_gets_the_plain_cookie() {
        let none = headers(&[]);
        let proxied = headers(&[("x-forwarded-for", "192.0.2.1")]);
        let public = |url| Origin::of_url(url);
        for (host, headers, url, plain) in [
            ("localhost:8000", &none, None, true),
            ("127.0.0.1:8000", &none, None, true),
            ("[::1]:8000", &none, None, true),
            ("localhost:8000", &proxied, None, false),
            ("id.example.com", &none, None, false),
            ("localhost.example.com", &none, None, false),
            (
                "localhost:8000",
                &none,
                public("https://id.example.com"),
                false,
            ),
            (
                "localhost:8000",
                &none,
                public("http://id.example.com"),
                false,
            ),
            (
                "localhost:8000",
                &proxied,
                public("http://localhost:8000"),
                true,
            ),
        ] {
            assert_eq!(
                is_plain(Some(host), headers, url.as_ref()),
                plain,
                "{host} {url:?}"
            );
        }
    }

    #[test]
    fn a_cookie_is_found_among_others_and_two_are_none() {
        let one = headers(&[("cookie", "a=1; poolgate=x; b=2")]);
        assert_eq!(value(&one, PLAIN), Some("x"));
        assert_eq!(value(&one, "__Host-poolgate"), None);
        let two = headers(&[("cookie", "poolgate=x"), ("cookie", "poolgate=y")]);
        assert_eq!(value(&two, PLAIN), None);
        let within = headers(&[("cookie", "xpoolgate=x; poolgate2=y")]);
        assert_eq!(value(&within, PLAIN), None);
    }
}
