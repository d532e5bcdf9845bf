//! What is limited for each user and hour.

/// Something of which a user has so many attempts in an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// ChangePassword.
    ChangePassword,
    /// ConfirmForgotPassword.
    ConfirmForgotPassword,
    /// ConfirmSignUp.
    ConfirmSignUp,
    /// ForgotPassword.
    ForgotPassword,
    /// GetUserAttributeVerificationCode.
    GetAttributeCode,
    /// ResendConfirmationCode.
    ResendConfirmationCode,
    /// VerifyUserAttribute.
    VerifyAttribute,
}

impl Attempt {
    /// An hour in milliseconds.
    pub const PERIOD: i64 = 60 * 60 * 1000;

    /// The name in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ChangePassword => "change_password",
            Self::ConfirmForgotPassword => "confirm_forgot_password",
            Self::ConfirmSignUp => "confirm_sign_up",
            Self::ForgotPassword => "forgot_password",
            Self::GetAttributeCode => "get_attribute_code",
            Self::ResendConfirmationCode => "resend_confirmation_code",
            Self::VerifyAttribute => "verify_attribute",
        }
    }

    /// How many there are in an hour. Cognito gives resets 5 to 20 by risk, asked for and confirmed
    /// together; here it is always 5 and 10.
    pub const fn per_hour(self) -> u32 {
        match self {
            Self::ChangePassword
            | Self::ForgotPassword
            | Self::GetAttributeCode
            | Self::ResendConfirmationCode => 5,
            Self::ConfirmForgotPassword => 10,
            Self::ConfirmSignUp | Self::VerifyAttribute => 15,
        }
    }
}
