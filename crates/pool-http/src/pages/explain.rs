//! What people read in the place of Cognito's errors.

use poolgate_pool::Error;

use super::shown::Message;

/// The message for an error that the user can do something about; `None` for the others.
pub(crate) fn explain(error: &Error) -> Option<Message> {
    if error.is_of_a_function() {
        return Some(Message::Said(error.to_string()));
    }
    let name = match error {
        Error::IncorrectUsernameOrPassword => "credentials",
        Error::UserNotFound | Error::UserNotFoundForClient => "unknown_user",
        Error::UserDisabled => "disabled",
        Error::PasswordAttemptsExceeded | Error::AttemptLimit => "locked",
        Error::TemporaryPasswordExpired => "temporary_expired",
        Error::SessionInvalid | Error::SessionExpired | Error::SessionUsed => "expired",
        Error::CodeMismatch | Error::ExpiredCode | Error::SignInCodeMismatch => "code",
        Error::SoftwareTokenMismatch | Error::SoftwareTokenUsed | Error::SoftwareTokenSetup => {
            "app_code"
        }
        Error::InvalidPassword { .. } => "password_policy",
        Error::PasswordUsedBefore => "password_used",
        Error::UsernameExists => "username_taken",
        Error::AddressExists(_) | Error::AliasExists(_) => "address_taken",
        Error::SignUpNotPermitted => "sign_up_closed",
        Error::RecoveryByAdminOnly
        | Error::NoRecoveryAddress
        | Error::CannotResetPassword
        | Error::PasswordResetRequired
        | Error::UserNotConfirmed
        | Error::NothingToVerify => "recovery_closed",
        Error::CannotConfirm(_) | Error::AlreadyConfirmed => "confirmed_before",
        Error::TooManyRequests => "busy",
        Error::WebAuthnChallengeNotFound
        | Error::WebAuthnClientMismatch
        | Error::WebAuthnRelyingPartyMismatch
        | Error::WebAuthnOriginNotAllowed
        | Error::WebAuthnCredentialNotSupported
        | Error::WebAuthnNotEnabled
        | Error::WebAuthnConfigurationMissing => "passkey",
        Error::PasskeyLimit => "passkey_limit",
        Error::Internal(_) => return None,
        error if error.exception().status >= 500 => return None,
        _ => "invalid",
    };
    Some(Message::Known(name))
}
