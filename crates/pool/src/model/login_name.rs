//! What a person types to say who they are.

use unicode_normalization::UnicodeNormalization;

/// A name as it was typed and as it is looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginName {
    /// As it was typed.
    pub typed: String,
    /// As it is compared with user names and aliases.
    pub key: String,
}

impl LoginName {
    /// A typed name in a pool that does or does not tell case apart.
    pub fn new(typed: &str, case_sensitive: bool) -> Self {
        Self {
            typed: typed.to_owned(),
            key: name_key(typed, case_sensitive),
        }
    }
}

/// The form under which a user name or an alias is unique: compatibility-composed, so that names which
/// look alike are one, and in lower case where the pool does not tell case apart.
pub fn name_key(name: &str, case_sensitive: bool) -> String {
    let composed: String = name.nfkc().collect();
    if case_sensitive {
        composed
    } else {
        composed.to_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_compatibility_forms_are_one_name() {
        assert_eq!(name_key("Ada@Example.com", false), "ada@example.com");
        assert_eq!(name_key("Ada", true), "Ada");
        assert_eq!(name_key("\u{ff41}da", true), "ada");
        assert_eq!(name_key("e\u{301}", true), "\u{e9}");
    }
}
