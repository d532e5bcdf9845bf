//! What can go wrong, said from the caller's point of view.
//!
//! What the pool's own words mean is read in `refusal.rs`.

use std::time::Duration;

/// Any error, boxed.
pub type BoxError = Box<dyn std::error::Error + Send + Sync + 'static>;

/// Why the pool refused a call, or why it could not be asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is a user of this name already.
    #[error("a user with this name exists already")]
    UserExists,
    /// The address belongs to another user already.
    #[error("the address belongs to another user")]
    AliasExists,
    /// The user name or the password is wrong.
    #[error("incorrect user name or password")]
    WrongCredentials,
    /// Too many wrong passwords: the account is locked for a while.
    #[error("too many failed attempts: the account is locked for a while")]
    AttemptsExceeded,
    /// An administrator disabled the user.
    #[error("the user is disabled")]
    UserDisabled,
    /// The password is right, but the user has not confirmed the address yet.
    #[error("the user is not confirmed")]
    UserNotConfirmed,
    /// The user is confirmed already.
    #[error("the user is confirmed already")]
    AlreadyConfirmed,
    /// The user must choose a new password before signing in.
    #[error("the password must be reset")]
    PasswordResetRequired,
    /// The temporary password of the user has expired.
    #[error("the temporary password has expired")]
    TemporaryPasswordExpired,
    /// There is no such user. Pools say so only where they are set to.
    #[error("there is no such user")]
    UserNotFound,
    /// The pool takes no sign-ups.
    #[error("the pool does not take sign-ups")]
    SignUpNotAllowed,
    /// The password of this user cannot be reset by a code.
    #[error("the password cannot be reset: {message}")]
    ResetNotPossible {
        /// The pool's words.
        message: String,
    },
    /// No code can be sent to this user.
    #[error("no code can be sent: {message}")]
    ResendNotPossible {
        /// The pool's words.
        message: String,
    },
    /// The code is wrong.
    #[error("the code is wrong")]
    CodeMismatch,
    /// The code has expired, was used, or never existed.
    #[error("the code has expired")]
    CodeExpired,
    /// The pool could not send the code.
    #[error("the code could not be delivered")]
    CodeDeliveryFailed,
    /// The password policy refuses the password.
    #[error("the password is refused: {message}")]
    InvalidPassword {
        /// The pool's words.
        message: String,
    },
    /// The password was used before.
    #[error("the password was used before")]
    PasswordUsedBefore,
    /// The pool refuses a value.
    #[error("the pool refuses a value: {message}")]
    InvalidParameter {
        /// The pool's words.
        message: String,
    },
    /// The app client may not write an attribute.
    #[error("the app client may not write an attribute: {message}")]
    AttributeNotAllowed {
        /// The pool's words.
        message: String,
    },
    /// The access token is expired, revoked or not one of this pool.
    #[error("the access token is refused: {message}")]
    AccessTokenRefused {
        /// The pool's words.
        message: String,
    },
    /// The access token lacks the scope for the user's own account.
    #[error("the access token lacks the scope aws.cognito.signin.user.admin")]
    InsufficientScope,
    /// The refresh token is expired, revoked or not one of this client.
    #[error("the refresh token is refused: {message}")]
    RefreshTokenRefused {
        /// The pool's words.
        message: String,
    },
    /// The session of a challenge is expired, used or not one of this pool.
    #[error("the sign-in session is refused: {message}")]
    SessionRefused {
        /// The pool's words.
        message: String,
    },
    /// The pool refuses for another reason.
    #[error("not authorized: {message}")]
    NotAuthorized {
        /// The pool's words.
        message: String,
    },
    /// There is no such group.
    #[error("there is no such group")]
    GroupNotFound,
    /// There is a group of this name already.
    #[error("a group with this name exists already")]
    GroupExists,
    /// The pool wants something more than the password: a code, or a new password.
    #[error("the sign-in needs one more step: {}", .0.name)]
    ChallengeRequired(crate::challenge::Challenge),
    /// The device that the caller named is not known.
    #[error("the device is not known")]
    DeviceNotFound,
    /// The user has no such passkey.
    #[error("the passkey is not known")]
    PasskeyNotFound,
    /// The user has no such session.
    #[error("the session is not known")]
    UserSessionNotFound,
    /// The pool does not take the passkey.
    #[error("the passkey is refused: {message}")]
    PasskeyRefused {
        /// The pool's words.
        message: String,
    },
    /// The pool, or this user, is not set up for it.
    #[error("the pool is not set up for this: {message}")]
    NotEnabled {
        /// The pool's words.
        message: String,
    },
    /// The user asked too often.
    #[error("too many requests of this kind for this user")]
    LimitExceeded,
    /// The pool answers fewer calls than we make.
    #[error("the pool throttles calls")]
    Throttled,
    /// A trigger of the pool refused, with its own words for the user.
    #[error("a trigger refused: {message}")]
    Lambda {
        /// The trigger's words.
        message: String,
    },
    /// A trigger of the pool failed or gave an answer that the pool does not understand.
    #[error("a trigger of the pool failed: {message}")]
    LambdaFailed {
        /// The pool's words.
        message: String,
    },
    /// The refresh of a confidential client on this pool needs the user's email address.
    #[error("the pool needs the user's email address for a refresh")]
    UsernameNeeded,
    /// Our misconfiguration: the client secret is wrong, missing, or there should be none.
    #[error("the client secret does not fit the app client: {message}")]
    WrongClientSecret {
        /// The pool's words.
        message: String,
    },
    /// Our misconfiguration: the app client does not exist.
    #[error("the app client does not exist: {message}")]
    ClientNotFound {
        /// The pool's words.
        message: String,
    },
    /// Our misconfiguration: the user pool does not exist.
    #[error("the user pool does not exist: {message}")]
    PoolNotFound {
        /// The pool's words.
        message: String,
    },
    /// Our misconfiguration: the app client does not allow this way to sign in.
    #[error("the app client does not allow this flow: {message}")]
    FlowNotEnabled {
        /// The pool's words.
        message: String,
    },
    /// Our misconfiguration: the AWS credentials are missing or may not do this.
    #[error("the AWS credentials are missing or refused: {message}")]
    AccessDenied {
        /// What the SDK or AWS says.
        message: String,
    },
    /// The pool does not know the operation.
    #[error("the pool does not know the operation: {message}")]
    UnknownOperation {
        /// The pool's words.
        message: String,
    },
    /// A firewall in front of the pool refused the call.
    #[error("a firewall in front of the pool refused the call")]
    Blocked,
    /// The pool failed several times in a row, so it was not asked.
    #[error("calls to the pool rest after failures")]
    Resting {
        /// When to come back.
        retry_after: Duration,
    },
    /// Cognito's quota for such calls is used up, so the pool was not asked.
    #[error("Cognito's quota for such calls is used up")]
    QuotaUsedUp {
        /// When to come back.
        retry_after: Duration,
    },
    /// The pool did not answer in time.
    #[error("the pool did not answer in time")]
    Timeout(#[source] BoxError),
    /// The pool cannot be reached, or fails by itself.
    #[error("the pool is not available")]
    Unavailable(#[source] BoxError),
    /// The pool answered something that this client does not understand.
    #[error("unexpected answer of the pool: {code}: {message}")]
    Unexpected {
        /// The name of the exception, or `-`.
        code: String,
        /// The pool's words.
        message: String,
    },
}

/// An answer that is neither an error nor what was asked for.
pub(crate) fn incomplete(what: &str) -> Error {
    Error::Unexpected {
        code: "-".to_owned(),
        message: format!("the answer has no {what}"),
    }
}

impl Error {
    /// When to come back, where this client knows it.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Resting { retry_after } | Self::QuotaUsedUp { retry_after } => Some(*retry_after),
            _ => None,
        }
    }

    /// Whether the pool could not be asked, so that nothing is known.
    pub fn is_unavailable(&self) -> bool {
        matches!(
            self,
            Self::Timeout(_)
                | Self::Unavailable(_)
                | Self::Throttled
                | Self::Resting { .. }
                | Self::QuotaUsedUp { .. }
        )
    }

    /// Whether the fault lies in our own configuration, not with the caller or the pool.
    pub fn is_misconfiguration(&self) -> bool {
        matches!(
            self,
            Self::WrongClientSecret { .. }
                | Self::ClientNotFound { .. }
                | Self::PoolNotFound { .. }
                | Self::FlowNotEnabled { .. }
                | Self::AccessDenied { .. }
                | Self::UnknownOperation { .. }
        )
    }
}
