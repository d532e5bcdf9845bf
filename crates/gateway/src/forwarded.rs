//! What a trusted proxy says of the original request.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use http::request::Parts;
use http::{HeaderMap, Method};

use crate::code::Code;
use crate::error::ApiError;
use crate::gateway::Gateway;
use crate::layers::Act;
use crate::rule::Path;

/// The names of the original path: Traefik and Caddy, nginx, ingress-nginx.
const PATHS: [&str; 3] = ["x-forwarded-uri", "x-original-url", "x-original-uri"];
/// The names of the original method.
const METHODS: [&str; 2] = ["x-forwarded-method", "x-original-method"];

/// What Envoy puts in front of the original path. It asks with the original method, too.
const PREFIX: &str = "/auth/verify";

/// The original request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Forwarded {
    pub(crate) method: Method,
    pub(crate) path: Path,
    /// The path as it was written, with the query.
    pub(crate) target: String,
}

impl Forwarded {
    /// Reads the headers. What is missing, there twice, or contradicts itself is refused: it decides who
    /// may pass.
    pub(crate) fn read(parts: &Parts) -> Result<Self, ApiError> {
        let headers = &parts.headers;
        let refused = |why: &'static str| ApiError::new(Code::Forbidden).cause(why);
        let target = one(headers, &PATHS, below(parts)).ok_or_else(|| {
            refused("the proxy does not say which path was asked for, or says two")
        })?;
        let path = Path::parse(path_of(target))
            .ok_or_else(|| refused("the path that was asked for can be read in two ways"))?;
        let method = method(parts)
            .and_then(Result::ok)
            .ok_or_else(|| refused("the proxy does not say which method was used, or says two"))?;
        let target = local(target).to_owned();
        Ok(Self {
            method,
            path,
            target,
        })
    }

    /// What the original request does, whoever says so: a method that cannot be read may be any.
    pub(crate) fn act(parts: &Parts) -> Act {
        match method(parts) {
            None => Act::Reads,
            Some(Ok(method)) => Act::of(&method),
            Some(Err(())) => Act::Changes,
        }
    }
}

/// Whether somebody asks here about another request.
pub(crate) fn is_asked(path: &str) -> bool {
    let below = path.strip_prefix(PREFIX);
    below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
}

/// The original path where it follows ours.
fn below(parts: &Parts) -> Option<&str> {
    let target = parts.uri.path_and_query()?.as_str();
    let below = target.strip_prefix(PREFIX)?;
    below.starts_with('/').then_some(below)
}

/// The original method, where it is said at all.
fn method(parts: &Parts) -> Option<Result<Method, ()>> {
    let own = below(parts).map(|_| parts.method.as_str());
    let is_said = own.is_some() || METHODS.iter().any(|name| parts.headers.contains_key(*name));
    let method = one(&parts.headers, &METHODS, own);
    is_said.then(|| method.and_then(|name| name.parse().ok()).ok_or(()))
}

/// The one value under any of the names, and of what else says it.
fn one<'a>(headers: &'a HeaderMap, names: &[&str], own: Option<&'a str>) -> Option<&'a str> {
    let said = names.iter().flat_map(|name| headers.get_all(*name));
    let mut values = own
        .map(str::as_bytes)
        .into_iter()
        .chain(said.map(http::HeaderValue::as_bytes));
    let value = values.next()?;
    let is_one = values.all(|other| other == value);
    std::str::from_utf8(value)
        .ok()
        .filter(|text| is_one && text.bytes().all(|byte| (b' '..=b'~').contains(&byte)))
}

/// The path of a URL, or of a path with a query.
fn path_of(target: &str) -> &str {
    local(target).split(['?', '#']).next().unwrap_or_default()
}

/// A URL without scheme and host.
fn local(target: &str) -> &str {
    match target.split_once("://") {
        Some((scheme, rest)) if !scheme.contains('/') => {
            rest.find('/').map_or("/", |at| &rest[at..])
        }
        _ => target,
    }
}

/// Whether the connection comes from a trusted proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FromProxy(pub(crate) bool);

impl FromProxy {
    pub(crate) fn of(parts: &Parts, gateway: &Gateway) -> Self {
        let connection = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let trusted = &gateway.config().trusted_proxies;
        Self(connection.is_some_and(|info| {
            let address = info.0.ip().to_canonical();
            trusted.iter().any(|network| network.contains(address))
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(method: &str, uri: &str, pairs: &[(&str, &str)]) -> Parts {
        let mut request = http::Request::builder().method(method).uri(uri);
        for (name, value) in pairs {
            request = request.header(*name, *value);
        }
        request.body(()).expect("a request").into_parts().0
    }

    fn headers(pairs: &[(&str, &str)]) -> Parts {
        asked("GET", PREFIX, pairs)
    }

    #[test]
    fn each_proxy_says_it_in_its_way() {
        for pairs in [
            [
                ("x-forwarded-uri", "/api/x?y=1"),
                ("x-forwarded-method", "POST"),
            ],
            [
                ("x-original-url", "https://app.example.com/api/x?y=1"),
                ("x-original-method", "POST"),
            ],
            [("x-original-uri", "/api/x"), ("x-forwarded-method", "POST")],
        ] {
            let forwarded = Forwarded::read(&headers(&pairs)).expect("a request");
            assert_eq!(forwarded.method, Method::POST);
            assert_eq!(Some(forwarded.path), Path::parse("/api/x"));
        }
    }

    #[test]
    fn envoy_says_it_in_method_and_path() {
        let forwarded = Forwarded::read(&asked("POST", "/auth/verify/api/x?groups=y", &[]));
        let forwarded = forwarded.expect("a request");
        assert_eq!(
            (forwarded.method, &*forwarded.target),
            (Method::POST, "/api/x?groups=y")
        );
        let root = Forwarded::read(&asked("GET", "/auth/verify/", &[])).expect("a request");
        assert_eq!(Some(root.path), Path::parse("/"));
        for (method, uri, said) in [
            ("GET", "/auth/verify//admin", None),
            ("GET", "/auth/verify/../admin", None),
            (
                "GET",
                "/auth/verify/open",
                Some(("x-forwarded-uri", "/other")),
            ),
            (
                "GET",
                "/auth/verify/open",
                Some(("x-forwarded-method", "POST")),
            ),
        ] {
            let parts = asked(method, uri, said.as_slice());
            let error = Forwarded::read(&parts).expect_err("refused");
            assert_eq!(error.code(), Code::Forbidden, "{uri} {said:?}");
        }
    }

    #[test]
    fn r23_a_method_that_cannot_be_read_may_be_any() {
        let act = |pairs: &[_]| Forwarded::act(&headers(pairs));
        let (get, post) = (("x-forwarded-method", "GET"), ("x-original-method", "POST"));
        assert_eq!(act(&[]), Act::Reads);
        assert_eq!(act(&[get]), Act::Reads);
        assert_eq!(act(&[post]), Act::Changes);
        assert_eq!(act(&[get, post]), Act::Changes);
        assert_eq!(act(&[("x-original-method", "")]), Act::Changes);
        let envoy = |method| Forwarded::act(&asked(method, "/auth/verify/x", &[]));
        assert_eq!((envoy("GET"), envoy("DELETE")), (Act::Reads, Act::Changes));
    }

    #[test]
    fn r61_what_contradicts_itself_is_refused() {
        let method = ("x-forwarded-method", "GET");
        for pairs in [
            vec![],
            vec![method],
            vec![("x-forwarded-uri", "/a")],
            vec![method, ("x-forwarded-uri", "/a"), ("x-forwarded-uri", "/b")],
            vec![method, ("x-forwarded-uri", "/a"), ("x-original-url", "/b")],
            vec![
                method,
                ("x-original-method", "POST"),
                ("x-forwarded-uri", "/a"),
            ],
            vec![method, ("x-forwarded-uri", "/a/../b")],
        ] {
            let error = Forwarded::read(&headers(&pairs)).expect_err("refused");
            assert_eq!(error.code(), Code::Forbidden, "{pairs:?}");
        }
    }

    #[test]
    fn a_path_that_only_looks_like_a_url_is_a_path() {
        assert_eq!(path_of("/login?to=http://x/y"), "/login");
        assert_eq!(path_of("http://host"), "/");
        assert_eq!(path_of("/a/b://c"), "/a/b://c");
    }
}
