//! A pool's password policy.

use poolgate_pool_api::types::PasswordPolicyType;

/// What a new password must have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordPolicy {
    /// Fewest characters.
    pub minimum_length: usize,
    /// A capital Latin letter.
    pub uppercase: bool,
    /// A small Latin letter.
    pub lowercase: bool,
    /// A digit.
    pub numbers: bool,
    /// One of Cognito's symbols, or an inner space.
    pub symbols: bool,
    /// How many of a user's passwords, the one of now among them, a new one must differ from.
    pub history: usize,
}

/// The first rule that a password breaks: one is reported at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFault {
    /// Too short.
    #[error("Password not long enough")]
    Length,
    /// Too long. AWS's own text is not known.
    #[error("Password too long")]
    TooLong,
    /// White space at an end, or a line break.
    #[error("Password must satisfy regular expression pattern: ^\\S.*\\S$")]
    Ends,
    /// No capital letter.
    #[error("Password must have uppercase characters")]
    Uppercase,
    /// No small letter.
    #[error("Password must have lowercase characters")]
    Lowercase,
    /// No digit.
    #[error("Password must have numeric characters")]
    Numbers,
    /// No symbol.
    #[error("Password must have symbol characters")]
    Symbols,
}

/// Most characters of any password.
const MOST: usize = 256;

const SYMBOLS: &str = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-";

impl PasswordPolicy {
    /// The policy of a pool description; what it leaves out is Cognito's default.
    pub fn new(policy: Option<&PasswordPolicyType>) -> Self {
        let Some(policy) = policy else {
            return Self {
                minimum_length: 8,
                uppercase: true,
                lowercase: true,
                numbers: true,
                symbols: true,
                history: 0,
            };
        };
        Self {
            minimum_length: policy
                .minimum_length
                .and_then(|length| usize::try_from(length).ok())
                .unwrap_or(8),
            uppercase: policy.require_uppercase.unwrap_or(false),
            lowercase: policy.require_lowercase.unwrap_or(false),
            numbers: policy.require_numbers.unwrap_or(false),
            symbols: policy.require_symbols.unwrap_or(false),
            history: policy
                .password_history_size
                .and_then(|size| usize::try_from(size).ok())
                .unwrap_or(0),
        }
    }

    /// Checks a new password.
    pub fn check(&self, password: &str) -> Result<(), PasswordFault> {
        let has = |wanted: fn(char) -> bool| password.chars().any(wanted);
        let inner_space = password.trim_matches(' ').contains(' ');
        if password.chars().count() < self.minimum_length {
            Err(PasswordFault::Length)
        } else if password.chars().count() > MOST {
            Err(PasswordFault::TooLong)
        } else if password.contains('\n')
            || password.starts_with(char::is_whitespace)
            || password.ends_with(char::is_whitespace)
        {
            Err(PasswordFault::Ends)
        } else if self.numbers && !has(|c| c.is_ascii_digit()) {
            Err(PasswordFault::Numbers)
        } else if self.symbols && !inner_space && !has(|c| SYMBOLS.contains(c)) {
            Err(PasswordFault::Symbols)
        } else if self.uppercase && !has(|c| c.is_ascii_uppercase()) {
            Err(PasswordFault::Uppercase)
        } else if self.lowercase && !has(|c| c.is_ascii_lowercase()) {
            Err(PasswordFault::Lowercase)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_fault_is_reported_at_a_time_and_length_first() {
        let policy = PasswordPolicy::new(None);
        for (password, fault) in [
            ("aA1!", Err(PasswordFault::Length)),
            ("abcdefgh", Err(PasswordFault::Numbers)),
            ("abcdefg1", Err(PasswordFault::Symbols)),
            ("abcdef1!", Err(PasswordFault::Uppercase)),
            ("ABCDEF1!", Err(PasswordFault::Lowercase)),
            ("Abcdef1!", Ok(())),
            ("Abc def1", Ok(())),
            (" Abcdef1!", Err(PasswordFault::Ends)),
            ("Abcdef1! ", Err(PasswordFault::Ends)),
            ("Abcd\nef1!", Err(PasswordFault::Ends)),
            ("\u{c4}bcdefg1!", Err(PasswordFault::Uppercase)),
        ] {
            assert_eq!(policy.check(password), fault, "{password}");
        }
    }

    #[test]
    fn r50_long_passwords_and_other_scripts_are_fine_where_no_class_is_asked_for() {
        let policy = PasswordPolicy {
            uppercase: false,
            lowercase: false,
            numbers: false,
            symbols: false,
            ..PasswordPolicy::new(None)
        };
        assert_eq!(policy.check(&"\u{5bc6}".repeat(256)), Ok(()));
        assert_eq!(
            policy.check(&"\u{5bc6}".repeat(257)),
            Err(PasswordFault::TooLong)
        );
    }
}
