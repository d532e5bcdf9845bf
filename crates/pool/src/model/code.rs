//! One-time codes.

use poolgate_crypto::CodeMac;
use poolgate_pool_api::Timestamp;

use super::user::User;

/// What a code is for. A user has one live code for each purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To confirm a sign-up: 24 hours.
    SignUp,
    /// To set a new password: one hour.
    ForgotPassword,
    /// To verify the email address: 24 hours.
    VerifyEmail,
    /// To verify the telephone number: 24 hours.
    VerifyPhoneNumber,
    /// The second factor of a sign-in, by text message: as long as the sign-in's session.
    SmsMfa,
    /// The second factor of a sign-in, by email: as long as the sign-in's session.
    EmailMfa,
    /// The only factor of a sign-in, by text message: as long as the sign-in's session.
    SmsOtp,
    /// The only factor of a sign-in, by email: as long as the sign-in's session.
    EmailOtp,
}

impl Purpose {
    /// The name in storage and in messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignUp => "sign_up",
            Self::ForgotPassword => "forgot_password",
            Self::VerifyEmail => "verify_email",
            Self::VerifyPhoneNumber => "verify_phone_number",
            Self::SmsMfa => "sms_mfa",
            Self::EmailMfa => "email_mfa",
            Self::SmsOtp => "sms_otp",
            Self::EmailOtp => "email_otp",
        }
    }

    /// To verify this attribute; only two can be.
    pub fn to_verify(attribute: &str) -> Option<(Self, &'static str)> {
        match attribute {
            "email" => Some((Self::VerifyEmail, "email")),
            "phone_number" => Some((Self::VerifyPhoneNumber, "phone_number")),
            _ => None,
        }
    }

    /// How many digits such a code has.
    pub const fn digits(self) -> usize {
        match self {
            Self::SmsOtp | Self::EmailOtp => 8,
            _ => 6,
        }
    }

    /// How long such a code is valid, in milliseconds. A factor of a sign-in is valid for as long as its
    /// session, and for this long at most.
    pub const fn lifetime(self) -> i64 {
        match self {
            Self::SignUp | Self::VerifyEmail | Self::VerifyPhoneNumber => 24 * 60 * 60 * 1000,
            Self::ForgotPassword => 60 * 60 * 1000,
            Self::SmsMfa | Self::EmailMfa | Self::SmsOtp | Self::EmailOtp => 15 * 60 * 1000,
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
    /// The address that it was sent to.
    pub address: String,
    /// Whether the address becomes the attribute's value once the code comes back.
    pub replaces: bool,
    /// When it stops being valid.
    pub expires_at: Timestamp,
    /// How many wrong codes were tried against it.
    pub wrong_tries: u32,
}

impl Code {
    /// Marks the address verified that the code has proved, if it is still the user's.
    pub fn verify(&self, user: &mut User) -> bool {
        let proves = user.attribute(&self.attribute) == Some(self.address.as_str());
        if proves {
            let flag = format!("{}_verified", self.attribute);
            user.attributes.insert(flag, "true".to_owned());
        }
        proves
    }

    /// Wrong tries after which a code is dead, as Cognito limits them in an hour.
    pub const MAX_WRONG_TRIES: u32 = 15;
}
