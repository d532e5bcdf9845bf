//! The one mapping from what the pool says to what the gateway answers.

use std::time::Duration;

use poolgate_client::Error as PoolError;
use poolgate_verify::Error as TokenError;

use crate::code::Code;
use crate::error::ApiError;

/// When to come back where the pool does not say: soon, since its own waits begin at a second.
const SOON: Duration = Duration::from_secs(1);
/// When to come back after too many attempts. The pool does not say how long it counts.
const LATER: Duration = Duration::from_secs(30);

impl From<PoolError> for ApiError {
    fn from(error: PoolError) -> Self {
        let code = code_of(&error);
        let answer = Self::new(code);
        let answer = match code {
            Code::TooManyAttempts => answer.retry_after(LATER),
            Code::PoolUnavailable | Code::PoolBusy | Code::PoolTimeout => {
                answer.retry_after(error.retry_after().unwrap_or(SOON))
            }
            _ => answer,
        };
        match error {
            PoolError::InvalidPassword { message } => {
                let rule = policy_rule(&message);
                answer
                    .message(format!("The password does not meet the rules: {rule}."))
                    .field("password", rule)
            }
            PoolError::InvalidParameter { message } => refused_value(answer, &message),
            PoolError::PasskeyRefused { message } => answer
                .message(format!("The passkey is refused: {message}"))
                .field("credential", "The user pool does not take this passkey."),
            PoolError::Lambda { message } => {
                let words = trigger_words(&message).to_owned();
                answer.message(words)
            }
            PoolError::UsernameNeeded => {
                answer.field("email", "This pool needs the email address for a refresh.")
            }
            error => answer.cause(error),
        }
    }
}

impl ApiError {
    /// The same for an error that several callers share, when they asked whether a token still counts.
    pub(crate) fn of_shared(error: &PoolError) -> Self {
        let answer = match code_of(error) {
            Code::Forbidden | Code::UserNotFound | Code::UserDisabled | Code::InvalidToken => {
                Self::new(Code::InvalidToken)
            }
            Code::InsufficientScope => Self::new(Code::InsufficientScope),
            code @ (Code::PoolBusy | Code::PoolTimeout | Code::Misconfigured) => Self::new(code),
            _ => Self::new(Code::PoolUnavailable),
        };
        let answer = match answer.code() {
            Code::PoolUnavailable | Code::PoolBusy | Code::PoolTimeout => {
                answer.retry_after(error.retry_after().unwrap_or(SOON))
            }
            _ => answer,
        };
        answer.cause(error.to_string())
    }

    /// What the pool says to a refresh. Whatever it holds against the user, here it means that this token is worth
    /// nothing.
    pub(crate) fn of_refresh(error: PoolError) -> Self {
        match error {
            PoolError::UserNotFound
            | PoolError::WrongCredentials
            | PoolError::PasswordResetRequired
            | PoolError::NotAuthorized { .. } => Self::new(Code::InvalidRefreshToken).cause(error),
            error => error.into(),
        }
    }

    /// What the pool says to a call that an access token alone speaks for: with its own words or others,
    /// it says no to this token.
    pub(crate) fn of_bearer(error: PoolError) -> Self {
        match error {
            PoolError::UserNotFound | PoolError::NotAuthorized { .. } => {
                Self::new(Code::InvalidToken).cause(error)
            }
            error => error.into(),
        }
    }
}

fn code_of(error: &PoolError) -> Code {
    match error {
        PoolError::UserExists | PoolError::AliasExists => Code::UserExists,
        PoolError::WrongCredentials => Code::InvalidCredentials,
        PoolError::AttemptsExceeded | PoolError::LimitExceeded => Code::TooManyAttempts,
        PoolError::UserDisabled => Code::UserDisabled,
        PoolError::UserNotConfirmed => Code::UserNotConfirmed,
        PoolError::AlreadyConfirmed => Code::AlreadyConfirmed,
        PoolError::PasswordResetRequired => Code::PasswordResetRequired,
        PoolError::TemporaryPasswordExpired => Code::TemporaryPasswordExpired,
        PoolError::UserNotFound => Code::UserNotFound,
        PoolError::SignUpNotAllowed => Code::SignUpNotAllowed,
        PoolError::ResetNotPossible { .. } | PoolError::ResendNotPossible { .. } => {
            Code::NotPossible
        }
        PoolError::CodeMismatch => Code::InvalidCode,
        PoolError::CodeExpired => Code::CodeExpired,
        PoolError::CodeDeliveryFailed => Code::DeliveryFailed,
        PoolError::InvalidPassword { .. } => Code::InvalidPassword,
        PoolError::PasswordUsedBefore => Code::PasswordUsedBefore,
        PoolError::InvalidParameter { message } if constrains_password(message) => {
            Code::InvalidPassword
        }
        PoolError::InvalidParameter { .. }
        | PoolError::AttributeNotAllowed { .. }
        | PoolError::PasskeyRefused { .. }
        | PoolError::DeviceNotFound => Code::RefusedByPool,
        PoolError::PasskeyNotFound | PoolError::UserSessionNotFound => Code::NotFound,
        PoolError::UnknownOperation { .. } | PoolError::NotEnabled { .. } => Code::NotSupported,
        PoolError::AccessTokenRefused { .. } => Code::InvalidToken,
        PoolError::InsufficientScope => Code::InsufficientScope,
        PoolError::RefreshTokenRefused { .. } => Code::InvalidRefreshToken,
        PoolError::SessionRefused { .. } => Code::InvalidSession,
        PoolError::NotAuthorized { .. } | PoolError::Blocked => Code::Forbidden,
        PoolError::Throttled | PoolError::QuotaUsedUp { .. } => Code::PoolBusy,
        PoolError::Lambda { .. } => Code::RefusedByTrigger,
        PoolError::UsernameNeeded => Code::ValidationFailed,
        PoolError::Timeout(_) => Code::PoolTimeout,
        PoolError::Unavailable(_) | PoolError::Resting { .. } => Code::PoolUnavailable,
        error if error.is_misconfiguration() => Code::Misconfigured,
        _ => Code::PoolError,
    }
}

/// A very short password breaks a constraint of the API before the policy is asked.
fn constrains_password(message: &str) -> bool {
    message.contains("validation error")
        && (message.contains("'password'") || message.contains("'proposedPassword'"))
}

/// What the policy asks for, without the pool's preamble.
fn policy_rule(message: &str) -> String {
    let rule = message
        .split_once("policy: ")
        .map_or(message, |(_, rule)| rule);
    let rule = rule.trim_end_matches('.');
    match rule {
        "Password not long enough" => "it is not long enough".to_owned(),
        "Password must have uppercase characters" => "it needs an upper-case letter".to_owned(),
        "Password must have lowercase characters" => "it needs a lower-case letter".to_owned(),
        "Password must have numeric characters" => "it needs a digit".to_owned(),
        "Password must have symbol characters" => "it needs a symbol".to_owned(),
        "Password must satisfy regular expression pattern: ^\\S.*\\S$" => {
            "it must not begin or end with a space".to_owned()
        }
        rule => rule.to_owned(),
    }
}

/// Names the member whose value the pool refuses, where the pool tells. Its constraint texts quote
/// values and speak of its own members, so they are not passed on; its other texts are for people.
fn refused_value(answer: ApiError, message: &str) -> ApiError {
    const MEMBERS: [(&str, &str); 6] = [
        ("'username'", "email"),
        ("'password'", "password"),
        ("'proposedPassword'", "password"),
        ("'previousPassword'", "current_password"),
        ("'confirmationCode'", "code"),
        ("'userAttributes", "attributes"),
    ];
    if !message.contains("validation error") {
        let text = message.to_owned();
        return answer.message(text);
    }
    MEMBERS
        .iter()
        .filter(|(path, _)| message.contains(path))
        .fold(answer, |answer, (_, field)| {
            let problem = match *field {
                "password" => "it is too short, or has a character that is not allowed",
                _ => "The user pool does not take this value.",
            };
            answer.field(*field, problem)
        })
}

/// `PreSignUp failed with error Only for members.` is for the user from `error` on.
fn trigger_words(message: &str) -> &str {
    message
        .split_once(" failed with error ")
        .map_or(message, |(_, words)| words)
}

impl From<TokenError> for ApiError {
    fn from(error: TokenError) -> Self {
        if error.is_unavailable() {
            let wait = error.retry_after().unwrap_or(SOON);
            Self::new(Code::KeysUnavailable)
                .retry_after(wait)
                .cause(error)
        } else if error.is_forbidden() {
            Self::new(Code::InsufficientScope).cause(error)
        } else {
            let text = error.public_message();
            Self::new(Code::InvalidToken).message(text).cause(error)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_text_becomes_a_rule() {
        let error = ApiError::from(PoolError::InvalidPassword {
            message: "Password did not conform with policy: Password must have numeric characters"
                .to_owned(),
        });
        assert_eq!(error.code(), Code::InvalidPassword);
        assert_eq!(
            error.facts().message,
            "The password does not meet the rules: it needs a digit."
        );
    }

    #[test]
    fn a_constraint_text_names_the_member_and_quotes_nothing() {
        let error = ApiError::from(PoolError::InvalidParameter {
            message: "1 validation error detected: Value 'x y' at 'confirmationCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\S]+".to_owned(),
        });
        assert!(error.facts().fields.contains_key("code"));
        assert!(!error.facts().message.contains("x y"));
    }

    #[test]
    fn a_password_too_short_for_the_api_is_a_password_that_is_refused() {
        let error = ApiError::from(PoolError::InvalidParameter {
            message: "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must have length greater than or equal to 6".to_owned(),
        });
        assert_eq!(error.code(), Code::InvalidPassword);
        assert!(error.facts().fields["password"].contains("too short"));
    }

    #[test]
    fn a_trigger_speaks_to_the_user() {
        let error = ApiError::from(PoolError::Lambda {
            message: "PreSignUp failed with error Only for members.".to_owned(),
        });
        assert_eq!(error.facts().message, "Only for members.");
    }
}
