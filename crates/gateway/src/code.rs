//! The codes of errors: the one documented list.

use http::StatusCode;

/// The stable word in the member `error` of an error answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Code {
    /// The body is not what the route takes.
    InvalidRequest,
    /// Members of the body are missing or wrong; `fields` says which.
    ValidationFailed,
    /// The pool refuses a value.
    RefusedByPool,
    /// A trigger of the pool refuses.
    RefusedByTrigger,
    /// The code is wrong.
    InvalidCode,
    /// The code has expired, or was used.
    CodeExpired,
    /// The password policy refuses the new password.
    InvalidPassword,
    /// The new password was used before.
    PasswordUsedBefore,
    /// The current password is wrong.
    WrongPassword,
    /// A sign-in by an identity provider did not succeed.
    SignInRefused,
    /// The user is confirmed already.
    AlreadyConfirmed,
    /// No code can be sent to this user, or its password cannot be reset by one.
    NotPossible,
    /// The pool does not do this, or is not set up for it.
    NotSupported,
    /// User name or password is wrong.
    InvalidCredentials,
    /// There is no bearer token.
    TokenMissing,
    /// The bearer token is expired, revoked or not valid here.
    InvalidToken,
    /// The refresh token is expired, revoked or not valid here.
    InvalidRefreshToken,
    /// The session of the challenge is expired, used or not valid here.
    InvalidSession,
    /// The password is right, but the address is not confirmed.
    UserNotConfirmed,
    /// A new password must be chosen first.
    PasswordResetRequired,
    /// The temporary password has expired.
    TemporaryPasswordExpired,
    /// The user is disabled.
    UserDisabled,
    /// The pool takes no sign-ups.
    SignUpNotAllowed,
    /// The token lacks a scope.
    InsufficientScope,
    /// The request changes something and comes from another origin.
    CrossOrigin,
    /// Refused for another reason.
    Forbidden,
    /// There is no such route.
    NotFound,
    /// There is no such user, where the pool says so.
    UserNotFound,
    /// The route exists, but not with this method.
    MethodNotAllowed,
    /// There is such a user already.
    UserExists,
    /// The body is too large.
    BodyTooLarge,
    /// The body does not arrive in time.
    BodyTimeout,
    /// The body is of a kind that the route does not take.
    UnsupportedMediaType,
    /// Too many requests from this address or for this account.
    RateLimited,
    /// Too many failed attempts: the pool locked the account, or counts too many codes.
    TooManyAttempts,
    /// Our fault, unexpected.
    Internal,
    /// Our fault: the settings do not fit the pool.
    Misconfigured,
    /// The pool gave an answer that makes no sense here.
    PoolError,
    /// The pool could not send a code.
    DeliveryFailed,
    /// The pool cannot be reached.
    PoolUnavailable,
    /// The pool is asked too often.
    PoolBusy,
    /// The pool's keys cannot be fetched, so no token can be checked.
    KeysUnavailable,
    /// The gateway is not ready yet.
    NotReady,
    /// The pool did not answer in time.
    PoolTimeout,
    /// The request took too long.
    Timeout,
}

impl Code {
    /// Every code, in the order of the documentation.
    pub const ALL: [Self; 45] = [
        Self::InvalidRequest,
        Self::ValidationFailed,
        Self::RefusedByPool,
        Self::RefusedByTrigger,
        Self::InvalidCode,
        Self::CodeExpired,
        Self::InvalidPassword,
        Self::PasswordUsedBefore,
        Self::WrongPassword,
        Self::SignInRefused,
        Self::AlreadyConfirmed,
        Self::NotPossible,
        Self::NotSupported,
        Self::InvalidCredentials,
        Self::TokenMissing,
        Self::InvalidToken,
        Self::InvalidRefreshToken,
        Self::InvalidSession,
        Self::UserNotConfirmed,
        Self::PasswordResetRequired,
        Self::TemporaryPasswordExpired,
        Self::UserDisabled,
        Self::SignUpNotAllowed,
        Self::InsufficientScope,
        Self::CrossOrigin,
        Self::Forbidden,
        Self::NotFound,
        Self::UserNotFound,
        Self::MethodNotAllowed,
        Self::UserExists,
        Self::BodyTooLarge,
        Self::BodyTimeout,
        Self::UnsupportedMediaType,
        Self::RateLimited,
        Self::TooManyAttempts,
        Self::Internal,
        Self::Misconfigured,
        Self::PoolError,
        Self::DeliveryFailed,
        Self::PoolUnavailable,
        Self::PoolBusy,
        Self::KeysUnavailable,
        Self::NotReady,
        Self::PoolTimeout,
        Self::Timeout,
    ];

    /// The word on the wire, the HTTP status, and the sentence that goes with it.
    #[rustfmt::skip]
    const fn row(self) -> (&'static str, StatusCode, &'static str) {
        match self {
            Self::InvalidRequest => ("invalid_request", StatusCode::BAD_REQUEST, "The body could not be read. Send a JSON object."),
            Self::ValidationFailed => ("validation_failed", StatusCode::BAD_REQUEST, "Some fields need another value."),
            Self::RefusedByPool => ("refused_by_pool", StatusCode::BAD_REQUEST, "The user pool refuses a value of this request."),
            Self::RefusedByTrigger => ("refused_by_trigger", StatusCode::BAD_REQUEST, "The request was refused."),
            Self::InvalidCode => ("invalid_code", StatusCode::BAD_REQUEST, "That code is wrong. Check the newest message, or ask for a new code."),
            Self::CodeExpired => ("code_expired", StatusCode::BAD_REQUEST, "That code has expired or was used. Ask for a new code."),
            Self::InvalidPassword => ("invalid_password", StatusCode::BAD_REQUEST, "The password does not meet the rules. Choose another one."),
            Self::PasswordUsedBefore => ("password_used_before", StatusCode::BAD_REQUEST, "This password was used before. Choose another one."),
            Self::WrongPassword => ("wrong_password", StatusCode::BAD_REQUEST, "The current password is wrong."),
            Self::SignInRefused => ("sign_in_refused", StatusCode::BAD_REQUEST, "The sign-in at the identity provider did not succeed. Start again."),
            Self::AlreadyConfirmed => ("already_confirmed", StatusCode::BAD_REQUEST, "This account is confirmed already. Sign in."),
            Self::NotPossible => ("not_possible", StatusCode::BAD_REQUEST, "No code can be sent for this account. Ask an administrator."),
            Self::NotSupported => ("not_supported", StatusCode::BAD_REQUEST, "The user pool does not offer this, or is not set up for it."),
            Self::InvalidCredentials => ("invalid_credentials", StatusCode::UNAUTHORIZED, "The user name or the password is wrong."),
            Self::TokenMissing => ("token_missing", StatusCode::UNAUTHORIZED, "Sign in first, and send the access token as a bearer token."),
            Self::InvalidToken => ("invalid_token", StatusCode::UNAUTHORIZED, "The access token is not valid, or no longer. Refresh it or sign in again."),
            Self::InvalidRefreshToken => ("invalid_refresh_token", StatusCode::UNAUTHORIZED, "The refresh token is not valid, or no longer. Sign in again."),
            Self::InvalidSession => ("invalid_session", StatusCode::UNAUTHORIZED, "This sign-in has expired. Start again."),
            Self::UserNotConfirmed => ("user_not_confirmed", StatusCode::FORBIDDEN, "Confirm the account first, with the code that was sent."),
            Self::PasswordResetRequired => ("password_reset_required", StatusCode::FORBIDDEN, "Choose a new password first: ask for a code."),
            Self::TemporaryPasswordExpired => ("temporary_password_expired", StatusCode::FORBIDDEN, "The temporary password has expired. Ask an administrator for a new one."),
            Self::UserDisabled => ("user_disabled", StatusCode::FORBIDDEN, "This account is disabled. Ask an administrator."),
            Self::SignUpNotAllowed => ("sign_up_not_allowed", StatusCode::FORBIDDEN, "Accounts are created by an administrator here."),
            Self::InsufficientScope => ("insufficient_scope", StatusCode::FORBIDDEN, "The token does not carry the rights that this needs."),
            Self::CrossOrigin => ("cross_origin", StatusCode::FORBIDDEN, "Requests from this origin are not allowed."),
            Self::Forbidden => ("forbidden", StatusCode::FORBIDDEN, "This is not allowed."),
            Self::NotFound => ("not_found", StatusCode::NOT_FOUND, "There is nothing here."),
            Self::UserNotFound => ("user_not_found", StatusCode::NOT_FOUND, "There is no such account."),
            Self::MethodNotAllowed => ("method_not_allowed", StatusCode::METHOD_NOT_ALLOWED, "This address does not take this method. The header Allow names those it takes."),
            Self::UserExists => ("user_exists", StatusCode::CONFLICT, "There is an account with this address already. Sign in, or reset the password."),
            Self::BodyTooLarge => ("body_too_large", StatusCode::PAYLOAD_TOO_LARGE, "The body is too large."),
            Self::BodyTimeout => ("body_timeout", StatusCode::REQUEST_TIMEOUT, "The body did not arrive in time. Send it again."),
            Self::UnsupportedMediaType => ("unsupported_media_type", StatusCode::UNSUPPORTED_MEDIA_TYPE, "Send JSON, with Content-Type: application/json."),
            Self::RateLimited => ("rate_limited", StatusCode::TOO_MANY_REQUESTS, "Too many requests. Wait a moment and try again."),
            Self::TooManyAttempts => ("too_many_attempts", StatusCode::TOO_MANY_REQUESTS, "Too many attempts. Wait a while and try again."),
            Self::Internal => ("internal", StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong here. Try again; if it stays, report the request id."),
            Self::Misconfigured => ("misconfigured", StatusCode::INTERNAL_SERVER_ERROR, "This service is not set up correctly. Report the request id to its operator."),
            Self::PoolError => ("pool_error", StatusCode::BAD_GATEWAY, "The user pool failed. Try again; if it stays, report the request id."),
            Self::DeliveryFailed => ("delivery_failed", StatusCode::BAD_GATEWAY, "The code could not be sent. Try again later."),
            Self::PoolUnavailable => ("pool_unavailable", StatusCode::SERVICE_UNAVAILABLE, "The user pool cannot be reached. Try again in a moment."),
            Self::PoolBusy => ("pool_busy", StatusCode::SERVICE_UNAVAILABLE, "The user pool is busy. Try again in a moment."),
            Self::KeysUnavailable => ("keys_unavailable", StatusCode::SERVICE_UNAVAILABLE, "The token cannot be checked at the moment. Try again in a moment."),
            Self::NotReady => ("not_ready", StatusCode::SERVICE_UNAVAILABLE, "Not ready yet."),
            Self::PoolTimeout => ("pool_timeout", StatusCode::GATEWAY_TIMEOUT, "The user pool did not answer in time. Try again in a moment."),
            Self::Timeout => ("timeout", StatusCode::GATEWAY_TIMEOUT, "The request took too long. Try again in a moment."),
        }
    }

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        self.row().0
    }

    /// The HTTP status that goes with it.
    pub const fn status(self) -> StatusCode {
        self.row().1
    }

    /// The sentence that goes with it, unless the case has a better one.
    pub const fn message(self) -> &'static str {
        self.row().2
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::fmt::Write;

    use super::*;

    #[test]
    fn the_list_of_codes_is_stable() {
        let mut list = String::new();
        for code in Code::ALL {
            writeln!(list, "{} {}", code.status().as_u16(), code.as_str()).expect("a string");
        }
        insta::assert_snapshot!("codes", list);
        let words: HashSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(words.len(), Code::ALL.len());
    }

    #[test]
    fn a_word_is_snake_case_and_a_sentence_ends() {
        for code in Code::ALL {
            let word = code.as_str();
            assert!(
                word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'),
                "{word}"
            );
            assert!(code.message().ends_with('.'), "{word}");
        }
    }
}
