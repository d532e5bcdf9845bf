//! Paths of this host, to which a redirect may lead.

use http::Uri;

/// Whether a text is a path of this host, and can be nothing else to any browser: a redirect to it leads nowhere else.
pub fn is_local_path(text: &str) -> bool {
    text.len() <= 2048
        && text.starts_with('/')
        && !text.starts_with("//")
        && text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\')
        && text.parse::<Uri>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::is_local_path;

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
            "/<b>",
            "/`",
        ] {
            assert!(!is_local_path(bad), "{bad:?}");
        }
        assert!(!is_local_path(&format!("/{}", "a".repeat(2048))));
    }
}
