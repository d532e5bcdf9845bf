//! One-time codes.

use poolgate_crypto::CodeMac;
use poolgate_pool_api::Timestamp;

/// What a code is for. A user has one live code for each purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To confirm a sign-up: 24 hours.
    SignUp,
    /// To set a new password: one hour.
    ForgotPassword,
}

impl Purpose {
    /// The name in storage and in messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignUp => "sign_up",
            Self::ForgotPassword => "forgot_password",
        }
    }

    /// How long such a code is valid, in milliseconds.
    pub const fn lifetime(self) -> i64 {
        match self {
            Self::SignUp => 24 * 60 * 60 * 1000,
            Self::ForgotPassword => 60 * 60 * 1000,
        }
    }
}

/// Which code: there is one for each user and purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeRef {
    /// The pool.
    pub pool_id: String,
    /// The user.
    pub sub: String,
    /// What it is for.
    pub purpose: Purpose,
}

/// A code as it is stored.
#[derive(Debug, Clone)]
pub struct Code {
    /// Which code.
    pub code: CodeRef,
    /// Its MAC; the code itself is only in the message.
    pub mac: CodeMac,
    /// The attribute that it was sent to: `email` or `phone_number`.
    pub attribute: String,
    /// When it stops being valid.
    pub expires_at: Timestamp,
    /// How many wrong codes were tried against it.
    pub wrong_tries: u32,
}

impl Code {
    /// Wrong tries after which a code is dead, as Cognito limits them in an hour.
    pub const MAX_WRONG_TRIES: u32 = 15;
}
