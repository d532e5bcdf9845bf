//! Rules per path and method: who may pass to an application that the gateway guards.
//!
//! The first rule that fits counts; where none fits, a user must be signed in. A path that two programs
//! could read in two ways fits no rule: it is refused.

use std::fmt;

use http::Method;
use poolgate_verify::Claims;

use crate::verification::Verification;

/// Who may pass where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Which paths.
    pub path: PathPattern,
    /// Which methods; none means all.
    pub methods: Vec<Method>,
    /// Who may pass.
    pub access: Access,
    /// How tokens are verified here, where it is not as everywhere.
    pub verification: Option<Verification>,
}

/// Who may pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Public,
    /// Signed-in users that have the rights.
    SignedIn(Rights),
}

/// What a token must carry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    /// One of these groups; none means that no group is needed.
    pub groups: Vec<String>,
    /// All of these scopes.
    pub scopes: Vec<String>,
}

impl Rights {
    pub(crate) fn are_in(&self, claims: &Claims) -> bool {
        let grouped =
            self.groups.is_empty() || self.groups.iter().any(|group| claims.has_group(group));
        grouped && self.scopes.iter().all(|scope| claims.has_scope(scope))
    }
}

/// A path with wildcards: `*` stands for one segment, `**` at the end for any number of them. A slash at
/// the end makes no difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathPattern {
    segments: Vec<String>,
    open: bool,
}

/// A text is not a path pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a path: write /api/customers, /api/* or /admin/**")]
pub struct PathPatternError(String);

impl std::str::FromStr for PathPattern {
    type Err = PathPatternError;

    fn from_str(text: &str) -> Result<Self, PathPatternError> {
        let refused = || PathPatternError(text.to_owned());
        let (path, open) = match text.strip_suffix("/**") {
            Some(path) => (path, true),
            None => (text, false),
        };
        if !text.starts_with('/') || path.contains("**") {
            return Err(refused());
        }
        let path = Path::parse(if path.is_empty() { "/" } else { path });
        let Path(segments) = path.ok_or_else(refused)?;
        Ok(Self { segments, open })
    }
}

impl fmt::Display for PathPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rest = self.open.then_some("**");
        let segments = self.segments.iter().map(String::as_str).chain(rest);
        write!(f, "/{}", segments.collect::<Vec<_>>().join("/"))
    }
}

impl PathPattern {
    fn fits(&self, path: &Path) -> bool {
        let lengths_fit = if self.open {
            path.0.len() >= self.segments.len()
        } else {
            path.0.len() == self.segments.len()
        };
        let mut pairs = self.segments.iter().zip(&path.0);
        lengths_fit && pairs.all(|(pattern, segment)| pattern == "*" || pattern == segment)
    }
}

/// A path that every program reads alike, in segments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Path(Vec<String>);

impl Path {
    /// Nothing for a path with room for tricks: empty and dot segments, encoded slashes and dots, a second
    /// layer of encoding, parameters after `;`, backslashes, control characters.
    pub(crate) fn parse(raw: &str) -> Option<Self> {
        let rest = raw.strip_prefix('/')?;
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        if rest.is_empty() {
            return (raw == "/").then(|| Self(Vec::new()));
        }
        let segments = rest.split('/').map(segment).collect::<Option<_>>()?;
        Some(Self(segments))
    }
}

fn segment(raw: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            let digits = std::str::from_utf8(&digits).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    let decoded = String::from_utf8(bytes).ok()?;
    let tricky = |c: char| c.is_control() || matches!(c, '/' | '\\' | '%' | ';' | '?' | '#');
    let unclear = matches!(decoded.as_str(), "" | "." | "..") || decoded.contains(tricky);
    (!unclear).then_some(decoded)
}

/// The rule for a request: the first that fits.
pub(crate) fn find<'a>(rules: &'a [Rule], method: &Method, path: &Path) -> Option<&'a Rule> {
    let fits = |rule: &&Rule| {
        rule.path.fits(path) && (rule.methods.is_empty() || rule.methods.contains(method))
    };
    rules.iter().find(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> PathPattern {
        text.parse().expect("a pattern")
    }

    fn path(text: &str) -> Path {
        Path::parse(text).expect("a path")
    }

    #[test]
    fn a_star_is_a_segment_and_two_are_the_rest() {
        for (text, fitting, other) in [
            ("/", vec!["/"], vec!["/a"]),
            ("/**", vec!["/", "/a", "/a/b"], vec![]),
            (
                "/api/*",
                vec!["/api/x", "/api/x/"],
                vec!["/api", "/api/x/y", "/apix/x"],
            ),
            (
                "/api/**",
                vec!["/api", "/api/", "/api/x/y"],
                vec!["/apix", "/"],
            ),
            ("/a/*/c", vec!["/a/b/c", "/a/%62/c"], vec!["/a/c", "/A/b/c"]),
        ] {
            assert_eq!(pattern(text).to_string(), text.to_owned());
            for good in fitting {
                assert!(pattern(text).fits(&path(good)), "{text} {good}");
            }
            for bad in other {
                assert!(!pattern(text).fits(&path(bad)), "{text} {bad}");
            }
        }
        for bad in ["", "api", "/a/**/b", "/a//b", "/../a", "/a;b"] {
            assert!(bad.parse::<PathPattern>().is_err(), "{bad}");
        }
    }

    #[test]
    fn r61_a_path_with_two_readings_is_none() {
        for bad in [
            "//admin",
            "/a//b",
            "/a/../admin",
            "/a/./b",
            "/%2e%2e/admin",
            "/a/%2E%2e/b",
            "/a%2fb",
            "/a%5cb",
            "/a\\b",
            "/admin;x=1",
            "/admin%3Bx",
            "/%252e%252e/admin",
            "/a%00",
            "/a%0d",
            "/a%",
            "/a%4",
            "/a%ff",
            "/a%3Fb",
            "/a#b",
            "admin",
            "",
        ] {
            assert!(Path::parse(bad).is_none(), "{bad}");
        }
        assert_eq!(
            path("/caf%C3%A9/x"),
            Path(vec!["caf\u{e9}".to_owned(), "x".to_owned()])
        );
    }

    #[test]
    fn the_first_rule_that_fits_counts() {
        let rules = [
            Rule {
                path: pattern("/api/open"),
                methods: vec![Method::GET],
                access: Access::Public,
                verification: None,
            },
            Rule {
                path: pattern("/api/**"),
                methods: Vec::new(),
                access: Access::SignedIn(Rights::default()),
                verification: None,
            },
        ];
        let access = |method, text| find(&rules, &method, &path(text)).map(|rule| &rule.access);
        assert_eq!(access(Method::GET, "/api/open"), Some(&Access::Public));
        assert!(matches!(
            access(Method::POST, "/api/open"),
            Some(Access::SignedIn(_))
        ));
        assert_eq!(access(Method::GET, "/other"), None);
    }
}
