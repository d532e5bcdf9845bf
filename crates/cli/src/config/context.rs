//! What the sections share while they read their settings: who said what, and what is wrong with it.

use std::collections::BTreeMap;
use std::fmt::Display;

use figment::Figment;

use super::problem::Problem;
use super::source;

/// The state of one reading.
pub(crate) struct Context {
    pub(crate) figment: Figment,
    pub(crate) problems: Vec<Problem>,
    pub(crate) warnings: Vec<String>,
    /// Where values come from that follow from other settings.
    derived: BTreeMap<&'static str, String>,
}

impl Context {
    pub(crate) fn new(figment: Figment, problems: Vec<Problem>) -> Self {
        Self {
            figment,
            problems,
            warnings: Vec::new(),
            derived: BTreeMap::new(),
        }
    }

    /// Where the value of a key comes from, such as `env COGNITO_CLIENT_ID`.
    pub(crate) fn origin(&self, key: &str) -> String {
        match self.derived.get(key) {
            Some(origin) => origin.clone(),
            None => source::origin(&self.figment, key),
        }
    }

    /// Remembers that a value follows from something else than its own key.
    pub(crate) fn derive(&mut self, key: &'static str, origin: impl Into<String>) {
        self.derived.insert(key, origin.into());
    }

    /// The key with its place, as messages name it.
    pub(crate) fn subject(&self, key: &str) -> String {
        format!("{key} ({})", self.origin(key))
    }

    /// Notes that the value of `key` is wrong: `what` continues the sentence that begins with the key.
    pub(crate) fn problem(&mut self, key: &str, what: impl Display, fix: impl Into<String>) {
        let subject = self.subject(key);
        self.problems
            .push(Problem::new(format!("{subject} {what}"), fix));
    }

    /// The value of a text that must pass a test.
    pub(crate) fn checked<T, E>(
        &mut self,
        key: &str,
        text: Option<String>,
        fix: &str,
        check: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = text?;
        let Ok(value) = check(&text) else {
            self.problem(key, format_args!("is {text:?}"), fix);
            return None;
        };
        Some(value)
    }
}

/// A text that `Debug` does not show; what the file and variables are read into.
#[derive(Clone, Default, serde::Deserialize)]
#[serde(transparent)]
pub(crate) struct Hidden(String);

impl Hidden {
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    pub(crate) fn into_secret(self) -> secrecy::SecretString {
        self.0.into()
    }
}

impl std::fmt::Debug for Hidden {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(hidden)")
    }
}

/// Whether a text is an `http` or `https` URL with a host, and without user, query and fragment.
pub(crate) fn is_plain_url(text: &str) -> bool {
    poolgate_verify::Issuer::url(text).is_ok()
}
