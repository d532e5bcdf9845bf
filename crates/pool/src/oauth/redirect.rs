//! Answers that travel in the address of a redirect.

/// An address with parameters in its query or its fragment.
pub(crate) fn with(uri: &str, in_fragment: bool, parameters: &[(&str, Option<&str>)]) -> String {
    let mut text = form_urlencoded::Serializer::new(String::new());
    for (name, value) in parameters {
        if let Some(value) = value {
            text.append_pair(name, value);
        }
    }
    let separator = match (in_fragment, uri.contains('?')) {
        (true, _) => '#',
        (false, true) => '&',
        (false, false) => '?',
    };
    format!("{uri}{separator}{}", text.finish())
}

#[cfg(test)]
mod tests {
    use super::with;

    #[test]
    fn parameters_join_what_is_there() {
        let parameters = [("code", Some("a b")), ("state", None)];
        for (uri, in_fragment, expected) in [
            ("https://a/cb", false, "https://a/cb?code=a+b"),
            ("https://a/cb?x=1", false, "https://a/cb?x=1&code=a+b"),
            ("myapp://cb", true, "myapp://cb#code=a+b"),
        ] {
            assert_eq!(with(uri, in_fragment, &parameters), expected);
        }
    }
}
