//! What a mail is for.

/// What a mail is for: one set of templates each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The code that confirms a sign-up.
    SignUp,
    /// Another such code.
    ResendCode,
    /// The pool's code for a new password.
    ForgotPassword,
    /// The code that verifies an address.
    VerifyAttribute,
    /// The code of a sign-in.
    Authentication,
    /// The temporary password of an account that an administrator made.
    Invitation,
    /// The gateway's own code for a new password.
    PasswordReset,
    /// The notice that the password was changed.
    PasswordChanged,
    /// The notice that somebody signed up with an address that has an account.
    AccountExists,
}

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::SignUp,
        Self::ResendCode,
        Self::ForgotPassword,
        Self::VerifyAttribute,
        Self::Authentication,
        Self::Invitation,
        Self::PasswordReset,
        Self::PasswordChanged,
        Self::AccountExists,
    ];

    /// The name, in messages and of the template files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignUp => "sign_up",
            Self::ResendCode => "resend_code",
            Self::ForgotPassword => "forgot_password",
            Self::VerifyAttribute => "verify_attribute",
            Self::Authentication => "authentication",
            Self::Invitation => "invitation",
            Self::PasswordReset => "password_reset",
            Self::PasswordChanged => "password_changed",
            Self::AccountExists => "account_exists",
        }
    }
}
