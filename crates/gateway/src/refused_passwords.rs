//! Passwords that everybody knows, refused before the pool is asked.

use std::collections::HashSet;
use std::fmt;

use secrecy::{ExposeSecret, SecretString};

use crate::code::Code;
use crate::error::ApiError;
use crate::gateway::Gateway;

/// The most frequent passwords; see `data/README.md` for where they come from.
const COMMON: &str = include_str!("../data/common_passwords.txt");

const REFUSED: &str = "it is one of the passwords that are tried first";

/// A list of passwords that nobody may choose. Case makes no difference.
pub struct RefusedPasswords(HashSet<String>);

impl RefusedPasswords {
    /// The 3,000 most frequent ones of eight characters and more.
    pub fn common() -> Self {
        Self::from_lines(COMMON)
    }

    /// One password a line; empty lines do not count.
    pub fn from_lines(lines: &str) -> Self {
        let lines = lines.lines().filter(|line| !line.is_empty());
        Self(lines.map(str::to_lowercase).collect())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn contains(&self, password: &SecretString) -> bool {
        self.0.contains(&password.expose_secret().to_lowercase())
    }
}

impl fmt::Debug for RefusedPasswords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RefusedPasswords({})", self.len())
    }
}

impl Gateway {
    /// Refuses a new password that is on the list. `field` is where it stands in the body.
    pub(crate) fn check_new_password(
        &self,
        field: &str,
        password: &SecretString,
    ) -> Result<(), ApiError> {
        let list = self.config().refused_passwords.as_ref();
        if list.is_some_and(|list| list.contains(password)) {
            return Err(ApiError::new(Code::InvalidPassword)
                .message(format!("The password does not meet the rules: {REFUSED}."))
                .field(field, REFUSED));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r51_the_list_has_three_thousand_passwords_that_a_policy_could_allow() {
        let list = RefusedPasswords::common();
        assert_eq!(list.len(), 3000);
        assert!(list.0.iter().all(|password| password.chars().count() >= 8));
        for common in ["password", "Baseball", "1QAZ2wsx"] {
            assert!(list.contains(&common.into()), "{common}");
        }
        for rare in ["Test123456", "correct horse battery staple", ""] {
            assert!(!list.contains(&rare.into()), "{rare}");
        }
    }

    #[test]
    fn a_list_of_ones_own_is_one_a_line() {
        let list = RefusedPasswords::from_lines("Acme2026\r\n\nhunter2hunter2\n");
        assert_eq!(list.len(), 2);
        assert!(list.contains(&"acme2026".into()));
        assert_eq!(format!("{list:?}"), "RefusedPasswords(2)");
    }
}
