//! Members of a JSON body, read leniently and checked all at once.
//!
//! A [`Field`] takes any JSON value, so that a wrong type is a named problem and not the end of
//! parsing. [`Check`] turns fields into values and collects what is wrong with each.

use std::collections::BTreeMap;
use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::code::Code;
use crate::error::ApiError;

/// The longest user name that Cognito takes, in characters.
const LONGEST_NAME: usize = 128;
/// The longest password that Cognito takes.
const LONGEST_PASSWORD: usize = 256;
/// The longest attribute value, and the longest code.
const LONGEST_VALUE: usize = 2048;
/// Longer than any token that a pool hands out.
const LONGEST_TOKEN: usize = 16 * 1024;

const REQUIRED: &str = "This field is required.";
const EMPTY: &str = "This field must not be empty.";

/// A member of a body: absent, of the wrong type, or there. Nothing of it can be printed.
#[derive(Clone, Default)]
pub(crate) enum Field<T> {
    #[default]
    Missing,
    Wrong(&'static str),
    Value(T),
}

impl<T> fmt::Debug for Field<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Field")
    }
}

/// What a JSON value must be for a [`Field`].
pub(crate) trait FromJson: Sized {
    /// How the type is called in a message.
    const EXPECTED: &'static str;
    fn from_json(value: Value) -> Option<Self>;
}

impl<T: FromJson> Field<T> {
    /// The member with this value.
    pub(crate) fn of(value: Value) -> Self {
        match value {
            Value::Null => Self::Missing,
            value => T::from_json(value).map_or(Self::Wrong(T::EXPECTED), Self::Value),
        }
    }
}

impl<'de, T: FromJson> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self::of)
    }
}

impl FromJson for String {
    const EXPECTED: &'static str = "This field must be a text.";

    fn from_json(value: Value) -> Option<Self> {
        match value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }
}

impl FromJson for SecretString {
    const EXPECTED: &'static str = String::EXPECTED;

    fn from_json(value: Value) -> Option<Self> {
        String::from_json(value).map(Self::from)
    }
}

impl FromJson for bool {
    const EXPECTED: &'static str = "This field must be true or false.";

    fn from_json(value: Value) -> Option<Self> {
        value.as_bool()
    }
}

impl FromJson for Map<String, Value> {
    const EXPECTED: &'static str = "This field must be an object.";

    fn from_json(value: Value) -> Option<Self> {
        match value {
            Value::Object(map) => Some(map),
            _ => None,
        }
    }
}

/// The problems of a body, by member.
#[derive(Debug, Default)]
pub(crate) struct Invalid(BTreeMap<String, String>);

impl From<Invalid> for ApiError {
    fn from(invalid: Invalid) -> Self {
        invalid.0.into_iter().fold(
            Self::new(Code::ValidationFailed),
            |error, (name, problem)| error.field(name, problem),
        )
    }
}

/// Reads the fields of one body.
#[derive(Debug, Default)]
pub(crate) struct Check(Invalid);

impl Check {
    pub(crate) fn problem(&mut self, name: impl Into<String>, problem: impl Into<String>) {
        self.0.0.entry(name.into()).or_insert(problem.into());
    }

    /// The value, if everything was fine.
    pub(crate) fn finish<T>(self, value: T) -> Result<T, Invalid> {
        if self.0.0.is_empty() {
            Ok(value)
        } else {
            Err(self.0)
        }
    }

    pub(crate) fn optional<T>(&mut self, name: &str, field: Field<T>) -> Option<T> {
        match field {
            Field::Missing => None,
            Field::Wrong(problem) => {
                self.problem(name, problem);
                None
            }
            Field::Value(value) => Some(value),
        }
    }

    pub(crate) fn required<T>(&mut self, name: &str, field: Field<T>) -> Option<T> {
        if let Field::Missing = field {
            self.problem(name, REQUIRED);
        }
        self.optional(name, field)
    }

    /// A text of some length without control characters, trimmed.
    fn text(&mut self, name: &str, text: Option<String>, longest: usize) -> Option<String> {
        let text = text?.trim().to_owned();
        if text.is_empty() {
            self.problem(name, EMPTY);
        } else if text.chars().count() > longest {
            self.problem(name, too_long(longest));
        } else if text.chars().any(char::is_control) {
            self.problem(name, "This field has a character that is not allowed.");
        } else {
            return Some(text);
        }
        None
    }

    /// What a user signs in with: an email address as a rule, or a user name or phone number where the
    /// pool has those.
    pub(crate) fn username(&mut self, name: &str, field: Field<String>) -> String {
        let text = self.required(name, field);
        let text = self.text(name, text, LONGEST_NAME).unwrap_or_default();
        if text.contains(char::is_whitespace) {
            self.problem(name, "This field must not have spaces.");
        }
        text
    }

    /// An email address. Whether it exists only a mail can tell, so the check is coarse.
    pub(crate) fn email(&mut self, name: &str, field: Field<String>) -> String {
        let text = self.username(name, field);
        let plausible = text.rsplit_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && !local.contains('@')
                && !domain.is_empty()
                && !domain.starts_with('.')
                && !domain.ends_with('.')
        });
        if !text.is_empty() && !plausible {
            self.problem(name, "This is not an email address.");
        }
        text
    }

    /// A short optional text, such as a name.
    pub(crate) fn value(&mut self, name: &str, field: Field<String>) -> Option<String> {
        let text = self.optional(name, field);
        self.text(name, text, LONGEST_VALUE)
    }

    /// A password, spaces and all. What it must contain is the pool's to say.
    pub(crate) fn password(&mut self, name: &str, field: Field<SecretString>) -> SecretString {
        let password = self.required(name, field);
        self.secret(name, password, LONGEST_PASSWORD, |_| true)
    }

    /// A code, as a person types it: spaces around it do not count.
    pub(crate) fn code(&mut self, name: &str, field: Field<SecretString>) -> SecretString {
        let code = self
            .required(name, field)
            .map(|code| SecretString::from(code.expose_secret().trim()));
        self.secret(name, code, LONGEST_VALUE, |c| {
            !c.is_whitespace() && !c.is_control()
        })
    }

    /// A token, if there is one.
    pub(crate) fn token(&mut self, name: &str, field: Field<SecretString>) -> Option<SecretString> {
        let token = self.optional(name, field)?;
        Some(self.secret(name, Some(token), LONGEST_TOKEN, |c| c.is_ascii_graphic()))
    }

    fn secret(
        &mut self,
        name: &str,
        secret: Option<SecretString>,
        longest: usize,
        allowed: fn(char) -> bool,
    ) -> SecretString {
        let Some(secret) = secret else {
            return SecretString::default();
        };
        let text = secret.expose_secret();
        if text.is_empty() {
            self.problem(name, EMPTY);
        } else if text.chars().count() > longest {
            self.problem(name, too_long(longest));
        } else if !text.chars().all(allowed) {
            self.problem(name, "This field has a character that is not allowed.");
        }
        secret
    }
}

fn too_long(longest: usize) -> String {
    format!("This field must have at most {longest} characters.")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn field<T: FromJson>(value: Value) -> Field<T> {
        serde_json::from_value(value).expect("a field takes any value")
    }

    fn problems(read: impl FnOnce(&mut Check)) -> Vec<String> {
        let mut check = Check::default();
        read(&mut check);
        let invalid = check.finish(()).err().unwrap_or_default();
        invalid
            .0
            .into_iter()
            .map(|(name, problem)| format!("{name}: {problem}"))
            .collect()
    }

    #[test]
    fn every_problem_is_named_at_once() {
        let found = problems(|check| {
            check.username("email", Field::Missing);
            check.password("password", field(json!(7)));
            check.code("code", field(json!("12 34")));
            check.value("name", field(json!("x".repeat(2049))));
        });
        assert_eq!(
            found,
            [
                "code: This field has a character that is not allowed.",
                "email: This field is required.",
                "name: This field must have at most 2048 characters.",
                "password: This field must be a text.",
            ]
        );
    }

    #[test]
    fn a_name_is_trimmed_and_a_password_is_not() {
        let mut check = Check::default();
        assert_eq!(check.username("email", field(json!(" a@b.c "))), "a@b.c");
        let password = check.password("password", field(json!(" pass word ")));
        assert_eq!(password.expose_secret(), " pass word ");
        let code = check.code("code", field(json!(" 123456\n")));
        assert_eq!(code.expose_secret(), "123456");
        assert!(check.finish(()).is_ok());
    }

    #[test]
    fn an_email_address_has_an_at_and_a_domain() {
        for bad in ["a", "@b.c", "a@", "a@@b.c", "a@.c", "a@b."] {
            let found = problems(|check| {
                check.email("email", field(json!(bad)));
            });
            assert_eq!(found, ["email: This is not an email address."], "{bad}");
        }
    }

    #[test]
    fn r50_a_password_of_256_characters_of_any_kind_passes() {
        let long = "\u{1f600}".repeat(256);
        let found = problems(|check| {
            check.password("password", field(json!(long)));
        });
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn null_is_the_same_as_nothing() {
        let found = problems(|check| {
            check.value("name", field(Value::Null));
        });
        assert!(found.is_empty());
    }

    #[test]
    fn r58_a_field_cannot_be_printed() {
        let secret: Field<SecretString> = field(json!("MARK"));
        assert_eq!(format!("{secret:?}"), "Field");
    }
}
