//! Whether a request that changes something comes from here.
//!
//! Browsers say where a request comes from in `Origin` and `Sec-Fetch-Site`, and no page can change
//! that. Either of them can refuse; a request with neither comes from a program, not from a page.

use http::uri::Scheme;
use http::{HeaderMap, HeaderValue, Method, Uri};

use crate::config::Cors;

/// Scheme, host and port of a web page (RFC 6454, section 4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    scheme: String,
    authority: String,
}

impl Origin {
    /// The origin of a page at this URL.
    pub(crate) fn of_url(url: &str) -> Option<Self> {
        let uri: Uri = url.parse().ok()?;
        let scheme = uri
            .scheme()
            .filter(|s| [Scheme::HTTP, Scheme::HTTPS].contains(s))?;
        let authority = uri.authority()?;
        if authority.as_str().contains('@') || authority.host().is_empty() {
            return None;
        }
        Some(Self {
            scheme: scheme.as_str().to_owned(),
            authority: without_default_port(scheme.as_str(), authority.as_str()),
        })
    }

    /// Whether a text is exactly an origin as browsers write it.
    pub(crate) fn is_exact(text: &str) -> bool {
        Self::of_url(text).is_some_and(|origin| origin.to_string() == text)
    }

    /// The host, without the port.
    pub(crate) fn host(&self) -> &str {
        let has_port = self
            .authority
            .rsplit_once(':')
            .filter(|(_, port)| !port.ends_with(']'));
        has_port.map_or(self.authority.as_str(), |(host, _)| host)
    }

    pub(crate) fn is_https(&self) -> bool {
        self.scheme == "https"
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}://{}", self.scheme, self.authority)
    }
}

fn without_default_port(scheme: &str, authority: &str) -> String {
    let default = if scheme == "https" { ":443" } else { ":80" };
    authority
        .strip_suffix(default)
        .unwrap_or(authority)
        .to_ascii_lowercase()
}

/// What a request does, as far as its origin matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// Nothing changes by it.
    Reads,
    /// Something may change by it.
    Changes,
    /// It opens a WebSocket, which any page may do wherever it comes from, and read what is said there.
    Handshakes,
}

impl Act {
    pub(crate) fn of(method: &Method) -> Self {
        if method.is_safe() {
            Self::Reads
        } else {
            Self::Changes
        }
    }
}

/// Whether the request may pass: it changes nothing, comes from no page, from a page of ours, or from a
/// page that CORS allows.
pub(crate) fn passes(
    method: &Method,
    headers: &HeaderMap,
    host: Option<&str>,
    public: Option<&Origin>,
    cors: &Cors,
) -> bool {
    method.is_safe() || comes_from_here(headers, host, public, cors)
}

fn comes_from_here(
    headers: &HeaderMap,
    host: Option<&str>,
    public: Option<&Origin>,
    cors: &Cors,
) -> bool {
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    let same_site = site.is_none_or(|site| site == b"same-origin" || site == b"none");
    let mut origins = headers.get_all("origin").iter();
    match (origins.next(), origins.next()) {
        (None, _) => same_site,
        (Some(_), Some(_)) => false,
        (Some(origin), None) => {
            let Ok(origin) = origin.to_str() else {
                return false;
            };
            allowed_by_cors(origin, cors) || (same_site && is_own(origin, host, public))
        }
    }
}

/// Whether a request may change something, or open a WebSocket, by its cookie: a browser says that it comes from a page
/// of ours, or from one that CORS lists. A cookie goes along whoever asks, so that who says nothing is refused; and a
/// handshake always says its origin (RFC 6455, section 4.1).
pub(crate) fn is_vouched(
    act: Act,
    headers: &HeaderMap,
    host: Option<&str>,
    public: Option<&Origin>,
    cors: &Cors,
) -> bool {
    let has_origin = headers.contains_key("origin");
    let says_enough = match act {
        Act::Reads => return true,
        Act::Changes => has_origin || headers.contains_key("sec-fetch-site"),
        Act::Handshakes => has_origin,
    };
    // Any origin may call, but never with a cookie.
    let listed = match cors {
        Cors::Origins(_) => cors,
        Cors::Any | Cors::None => &Cors::None,
    };
    says_enough && comes_from_here(headers, host, public, listed)
}

/// Whether a page of ours sends the request, as far as anybody says: for forms, which only our own pages have.
pub(crate) fn is_on_our_page(
    headers: &HeaderMap,
    host: Option<&str>,
    public: Option<&Origin>,
) -> bool {
    comes_from_here(headers, host, public, &Cors::None)
}

fn allowed_by_cors(origin: &str, cors: &Cors) -> bool {
    match cors {
        Cors::None => false,
        Cors::Origins(origins) => origins.iter().any(|allowed| allowed == origin),
        Cors::Any => true,
    }
}

/// The public URL decides where one is set; besides, a page is ours that was loaded from the host that
/// the request goes to. An unencrypted page is not ours where the public URL is encrypted.
fn is_own(origin: &str, host: Option<&str>, public: Option<&Origin>) -> bool {
    let Some(origin) = Origin::of_url(origin) else {
        return false;
    };
    if let Some(public) = public {
        if *public == origin {
            return true;
        }
        if public.authority == origin.authority {
            return false;
        }
    }
    host.is_some_and(|host| without_default_port(&origin.scheme, host) == origin.authority)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(origin: Option<&str>, site: Option<&str>, public: Option<&str>, cors: &Cors) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in [("origin", origin), ("sec-fetch-site", site)] {
            if let Some(value) = value {
                headers.insert(name, HeaderValue::from_str(value).expect("a value"));
            }
        }
        let public = public.map(|url| Origin::of_url(url).expect("an origin"));
        passes(
            &Method::POST,
            &headers,
            Some("localhost:8000"),
            public.as_ref(),
            cors,
        )
    }

    #[test]
    fn r23_only_our_own_pages_and_programs_change_something() {
        let own = Some("http://localhost:8000");
        let cases = [
            (None, None, true),
            (own, None, true),
            (own, Some("same-origin"), true),
            (None, Some("same-origin"), true),
            (None, Some("none"), true),
            (None, Some("same-site"), false),
            (None, Some("cross-site"), false),
            (own, Some("cross-site"), false),
            (Some("http://localhost:8001"), None, false),
            (Some("http://localhost"), None, false),
            (Some("https://evil.example"), None, false),
            (Some("https://evil.example"), Some("same-origin"), false),
            (Some("null"), None, false),
            (Some("http://localhost:8000.evil.example"), None, false),
            (Some("http://user@localhost:8000"), None, false),
            (Some("file://localhost:8000"), None, false),
            (Some(""), None, false),
        ];
        for (origin, site, expected) in cases {
            assert_eq!(
                check(origin, site, None, &Cors::None),
                expected,
                "{origin:?} {site:?}"
            );
        }
    }

    #[test]
    fn the_public_url_is_ours_whatever_host_the_proxy_calls() {
        let public = Some("https://id.example.com/base");
        assert!(check(
            Some("https://id.example.com"),
            None,
            public,
            &Cors::None
        ));
        assert!(!check(
            Some("http://id.example.com"),
            None,
            public,
            &Cors::None
        ));
        assert!(check(
            Some("http://localhost:8000"),
            None,
            public,
            &Cors::None
        ));
    }

    #[test]
    fn what_cors_allows_passes() {
        let list = Cors::Origins(vec!["https://app.example.com".to_owned()]);
        let app = Some("https://app.example.com");
        assert!(check(app, Some("cross-site"), None, &list));
        assert!(!check(Some("https://evil.example"), None, None, &list));
        assert!(check(
            Some("https://evil.example"),
            Some("cross-site"),
            None,
            &Cors::Any
        ));
    }

    #[test]
    fn r23_with_a_cookie_who_says_nothing_is_refused() {
        let vouched = |pairs: &[(&'static str, &'static str)], cors: &Cors| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(*name, HeaderValue::from_static(value));
            }
            let host = Some("localhost:8000");
            let changes = is_vouched(Act::Changes, &headers, host, None, cors);
            let opens = is_vouched(Act::Handshakes, &headers, host, None, cors);
            let has_origin = headers.contains_key("origin");
            assert_eq!(opens, changes && has_origin, "a handshake says its origin");
            assert!(is_vouched(Act::Reads, &headers, host, None, cors));
            changes
        };
        let evil = ("origin", "https://evil.example");
        let listed = Cors::Origins(vec!["https://app.example.com".to_owned()]);
        assert!(!vouched(&[], &Cors::None));
        assert!(vouched(&[("origin", "http://localhost:8000")], &Cors::None));
        assert!(vouched(&[("sec-fetch-site", "same-origin")], &Cors::None));
        assert!(!vouched(&[("sec-fetch-site", "same-site")], &Cors::None));
        assert!(!vouched(&[evil], &Cors::None));
        assert!(
            !vouched(&[evil], &Cors::Any),
            "any origin, but without the cookie"
        );
        assert!(vouched(&[("origin", "https://app.example.com")], &listed));
        assert!(!vouched(&[evil], &listed));
    }

    #[test]
    fn reading_is_free() {
        let mut headers = HeaderMap::new();
        headers.insert("origin", HeaderValue::from_static("https://evil.example"));
        assert!(passes(&Method::GET, &headers, None, None, &Cors::None));
    }

    #[test]
    fn an_exact_origin_has_nothing_else() {
        assert!(Origin::is_exact("https://app.example.com"));
        assert!(Origin::is_exact("http://localhost:3000"));
        for bad in [
            "https://app.example.com/",
            "https://app.example.com:443",
            "HTTPS://app.example.com",
            "app.example.com",
            "*",
            "https://*.example.com/x",
            "null",
        ] {
            assert!(!Origin::is_exact(bad), "{bad}");
        }
    }
}
