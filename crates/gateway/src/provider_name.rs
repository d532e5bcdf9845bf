//! Identity providers by the names that the pool has for them, and by those in `/auth/{provider}/start`.

/// Those that everybody knows, by their short names.
const KNOWN: [(&str, &str); 5] = [
    ("google", "Google"),
    ("facebook", "Facebook"),
    ("apple", "SignInWithApple"),
    ("amazon", "LoginWithAmazon"),
    ("cognito", "COGNITO"),
];

/// The pool's name of a provider in a path: that of a short name, else the name itself. Nothing for what can be no name.
pub(crate) fn of_path(given: &str) -> Option<String> {
    let known = KNOWN.iter().find(|(short, _)| *short == given);
    let name = known.map_or(given, |(_, name)| name);
    let sign = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ');
    let sound = (1..=32).contains(&name.chars().count()) && name.chars().all(sign);
    sound.then(|| name.to_owned())
}

/// A provider's name in a path.
pub fn provider_in_path(name: &str) -> &str {
    let known = KNOWN.iter().find(|(_, known)| *known == name);
    known.map_or(name, |(short, _)| short)
}

/// What a person calls the provider in a path.
pub(crate) fn spoken(in_path: &str) -> &str {
    match in_path {
        "google" => "Google",
        "facebook" => "Facebook",
        "apple" => "Apple",
        "amazon" => "Amazon",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::{of_path, provider_in_path};

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
            assert_eq!(of_path(given).as_deref(), name, "{given}");
            if let Some(name) = name {
                assert_eq!(provider_in_path(name), given);
            }
        }
    }
}
