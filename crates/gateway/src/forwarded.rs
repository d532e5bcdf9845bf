//! What a trusted proxy says of the original request.

use std::convert::Infallible;
use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts};
use http::request::Parts;
use http::{HeaderMap, Method};

use crate::code::Code;
use crate::error::ApiError;
use crate::gateway::Gateway;
use crate::rule::Path;

/// The names of the original path: Traefik and Caddy, nginx, ingress-nginx.
const PATHS: [&str; 3] = ["x-forwarded-uri", "x-original-url", "x-original-uri"];
/// The names of the original method.
const METHODS: [&str; 2] = ["x-forwarded-method", "x-original-method"];

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
    pub(crate) fn read(headers: &HeaderMap) -> Result<Self, ApiError> {
        let refused = |why: &'static str| ApiError::new(Code::Forbidden).cause(why);
        let target = one(headers, &PATHS).ok_or_else(|| {
            refused("the proxy does not say which path was asked for, or says two")
        })?;
        let path = Path::parse(path_of(target))
            .ok_or_else(|| refused("the path that was asked for can be read in two ways"))?;
        let method = one(headers, &METHODS)
            .and_then(|method| method.parse().ok())
            .ok_or_else(|| refused("the proxy does not say which method was used, or says two"))?;
        let target = local(target).to_owned();
        Ok(Self {
            method,
            path,
            target,
        })
    }
}

/// The one value under any of the names.
fn one<'a>(headers: &'a HeaderMap, names: &[&str]) -> Option<&'a str> {
    let mut values = names.iter().flat_map(|name| headers.get_all(*name));
    let value = values.next()?.to_str().ok()?;
    values
        .all(|other| other.as_bytes() == value.as_bytes())
        .then_some(value)
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

impl FromRequestParts<Gateway> for FromProxy {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Infallible> {
        let connection = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let trusted = &gateway.config().trusted_proxies;
        Ok(Self(connection.is_some_and(|info| {
            let address = info.0.ip().to_canonical();
            trusted.iter().any(|network| network.contains(address))
        })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, http::HeaderValue::from_static(value));
        }
        headers
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
