//! Where the gateway is, as the browser sees it; which provider is meant; and which paths are its own.

use http::HeaderMap;
use http::header::HOST;

use crate::gateway::Gateway;

/// The pool's name of a provider: the short names of those that everybody knows, else the name itself.
pub(super) fn provider_name(given: &str) -> Option<String> {
    let known = match given {
        "google" => "Google",
        "facebook" => "Facebook",
        "apple" => "SignInWithApple",
        "amazon" => "LoginWithAmazon",
        "cognito" => "COGNITO",
        other => other,
    };
    let sign = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ');
    let sound = (1..=32).contains(&known.chars().count()) && known.chars().all(sign);
    sound.then(|| known.to_owned())
}

/// Scheme and host of the gateway: as set; else as the browser wrote it, over plain HTTP on this machine alone.
pub(super) fn own_origin(gateway: &Gateway, headers: &HeaderMap) -> Option<String> {
    if let Some(origin) = gateway.public_origin() {
        return Some(origin.to_string());
    }
    let host = headers.get(HOST)?.to_str().ok()?;
    let scheme = if poolgate_ui::is_loopback_host(headers) {
        "http"
    } else {
        "https"
    };
    Some(format!("{scheme}://{host}"))
}

/// Whether browsers reach the gateway over TLS.
pub(super) fn is_secure(gateway: &Gateway, headers: &HeaderMap) -> bool {
    own_origin(gateway, headers).is_none_or(|origin| origin.starts_with("https://"))
}

/// Whether a text is a path of this host, and can be nothing else to any browser: a redirect to it leads nowhere else.
pub(super) fn is_local_path(text: &str) -> bool {
    text.len() <= 2048
        && text.starts_with('/')
        && !text.starts_with("//")
        && text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

#[cfg(test)]
mod tests {
    use super::{is_local_path, provider_name};

    #[test]
    fn only_paths_of_this_host_are_returned_to() {
        for good in ["/", "/a", "/a/b?c=d&e=%2F#f", "/?next=//x"] {
            assert!(is_local_path(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "//evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            " /a",
            "https://evil.example",
            "javascript:alert(1)",
            "/caf\u{e9}",
        ] {
            assert!(!is_local_path(bad), "{bad:?}");
        }
        assert!(!is_local_path(&format!("/{}", "a".repeat(2048))));
    }

    #[test]
    fn well_known_providers_have_short_names() {
        for (given, name) in [
            ("google", Some("Google")),
            ("apple", Some("SignInWithApple")),
            ("Partner-1", Some("Partner-1")),
            ("a/b", None),
            ("a&b", None),
            ("", None),
        ] {
            assert_eq!(provider_name(given).as_deref(), name, "{given}");
        }
    }
}
