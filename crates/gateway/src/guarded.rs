//! A request to a guarded application: what it does, as far as that decides whether a cookie counts, and whose it is.

use http::header::UPGRADE;
use http::request::Parts;
use http::{HeaderMap, HeaderName, Method};

use crate::error::ApiError;
use crate::extract::Caller;
use crate::forwarded::Forwarded;
use crate::gateway::Gateway;
use crate::layers::Act;
use crate::session::{self, Browser};

/// The member of the query that carries the ticket of a handshake.
const TICKET: &str = "ticket";

/// How the names of identity headers begin.
const IDENTITY: &str = "x-auth-request-";

/// A request to a guarded application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Guarded {
    act: Act,
    /// The ticket in the URL of a handshake.
    ticket: Option<String>,
}

impl Guarded {
    /// A request that a proxy tells of; `forwarded` is nothing where the proxy is not trusted.
    pub(crate) fn forwarded(parts: &Parts, forwarded: Option<&Forwarded>) -> Self {
        let act = if is_like_a_handshake(&parts.headers) {
            Act::Handshakes
        } else {
            Forwarded::act(parts)
        };
        let ticket = forwarded
            .filter(|asked| act == Act::Handshakes && asked.method == Method::GET)
            .and_then(|asked| ticket(asked.target.split_once('?')?.1));
        Self { act, ticket }
    }

    /// A request that is here itself.
    pub(crate) fn direct(parts: &Parts) -> Self {
        // A handshake over HTTP/2 is a CONNECT (RFC 8441, section 4).
        let is_tunnel = parts.method == Method::CONNECT;
        let is_handshake = is_tunnel || parts.method == Method::GET && upgrades(&parts.headers);
        let act = if is_tunnel || is_like_a_handshake(&parts.headers) {
            Act::Handshakes
        } else {
            Act::of(&parts.method)
        };
        let ticket = parts.uri.query().filter(|_| is_handshake).and_then(ticket);
        Self { act, ticket }
    }

    /// Whose it is, by signature and claims alone: the bearer's of a token, of a ticket, or of a session.
    pub(crate) async fn caller(
        &self,
        parts: &Parts,
        gateway: &Gateway,
    ) -> Result<Option<Caller>, ApiError> {
        let bearer = Caller::bearer(&parts.headers, gateway).await?;
        if bearer.is_some() {
            return Ok(bearer);
        }
        if let Some(ticket) = &self.ticket
            && let Some(token) = session::spend_ticket(gateway, ticket).await?
            && let Some(caller) = Caller::of_kept_token(gateway, token).await?
        {
            return Ok(Some(caller));
        }
        Caller::of_cookie(gateway, Browser::asking(parts, gateway, self.act)).await
    }
}

/// Whether a header says who the caller is, as only the gateway may. To some programs an underscore is a dash.
pub(crate) fn names_an_identity(name: &HeaderName) -> bool {
    let bytes = name.as_str().bytes().map(|byte| match byte {
        b'_' => b'-',
        byte => byte,
    });
    bytes.take(IDENTITY.len()).eq(IDENTITY.bytes())
}

/// The one ticket of a query.
fn ticket(query: &str) -> Option<String> {
    let query = query.split('#').next().unwrap_or_default();
    let mut found = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == TICKET);
    let (_, ticket) = found.next()?;
    found.next().is_none().then(|| ticket.into_owned())
}

/// By any of the signs of RFC 6455, section 4.1: proxies take some of them away when they ask who may pass.
fn is_like_a_handshake(headers: &HeaderMap) -> bool {
    let keeps = |name| headers.contains_key(name);
    keeps("sec-websocket-key") || keeps("sec-websocket-version") || upgrades(headers)
}

/// `Upgrade: websocket`.
fn upgrades(headers: &HeaderMap) -> bool {
    headers
        .get_all(UPGRADE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|protocol| protocol.trim().eq_ignore_ascii_case("websocket"))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use http::Request;

    use super::*;

    fn parts(method: &str, uri: &str, headers: &[(&str, &str)]) -> Parts {
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).expect("a request");
        request.into_parts().0
    }

    #[test]
    fn r61_an_identity_is_known_by_its_name_however_it_is_written() {
        for (name, expected) in [
            ("x-auth-request-user", true),
            ("X-Auth-Request-Anything", true),
            ("x_auth_request_user", true),
            ("x-auth_request-groups", true),
            ("x-auth-request", false),
            ("x-request-id", false),
            ("authorization", false),
        ] {
            let name: HeaderName = name.parse().expect("a name");
            assert_eq!(names_an_identity(&name), expected, "{name}");
        }
    }

    const KEY: (&str, &str) = ("sec-websocket-key", "AAAAAAAAAAAAAAAAAAAAAA==");
    const UPGRADES: (&str, &str) = ("upgrade", "WebSocket");

    #[test]
    fn a_handshake_is_one_by_any_of_its_signs() {
        for headers in [
            [KEY].as_slice(),
            &[("sec-websocket-version", "13")],
            &[UPGRADES],
            &[("upgrade", "h2c, websocket")],
        ] {
            let act = Guarded::direct(&parts("GET", "/", headers)).act;
            assert_eq!(act, Act::Handshakes, "{headers:?}");
        }
        let act = |method, headers: &[_]| Guarded::direct(&parts(method, "/", headers)).act;
        assert_eq!(act("CONNECT", &[]), Act::Handshakes);
        assert_eq!(act("GET", &[("upgrade", "h2c")]), Act::Reads);
        assert_eq!(act("POST", &[]), Act::Changes);
    }

    #[test]
    fn r23_a_ticket_is_read_of_handshakes_alone_and_two_are_none() {
        let direct =
            |method, uri, headers: &[_]| Guarded::direct(&parts(method, uri, headers)).ticket;
        assert_eq!(
            direct("GET", "/ws?a=1&ticket=x", &[KEY, UPGRADES]).as_deref(),
            Some("x")
        );
        assert_eq!(direct("GET", "/ws?ticket=x", &[]), None);
        assert_eq!(
            direct("GET", "/ws?ticket=x", &[KEY]),
            None,
            "no upgrade, no socket"
        );
        assert_eq!(direct("POST", "/ws?ticket=x", &[KEY, UPGRADES]), None);
        assert_eq!(
            direct("GET", "/ws?ticket=x&ticket=y", &[KEY, UPGRADES]),
            None
        );
        let forwarded = |method: &str, uri| {
            let said = [
                KEY,
                ("x-forwarded-method", method),
                ("x-forwarded-uri", uri),
            ];
            let parts = parts("GET", "/auth/verify", &said);
            let asked = Forwarded::read(&parts).expect("a request");
            Guarded::forwarded(&parts, Some(&asked)).ticket
        };
        assert_eq!(forwarded("GET", "/ws?ticket=x").as_deref(), Some("x"));
        assert_eq!(forwarded("POST", "/ws?ticket=x"), None);
        assert_eq!(forwarded("GET", "/ws"), None);
    }
}
