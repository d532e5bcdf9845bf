//! Which exception each error is: the one table of them.

use super::Error;

/// The type of an exception: its name in `__type`, and the HTTP status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exception {
    /// The name in `__type`.
    pub name: &'static str,
    /// The HTTP status.
    pub status: u16,
}

const fn client(name: &'static str) -> Exception {
    Exception { name, status: 400 }
}

impl Error {
    /// An internal error with its cause.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }

    /// Whether a function of the pool's owner refused, or failed.
    pub fn is_of_a_function(&self) -> bool {
        matches!(
            self.exception().name,
            "UserLambdaValidationException"
                | "InvalidLambdaResponseException"
                | "UnexpectedLambdaException"
        )
    }

    /// The type of the exception: the one table of them.
    #[expect(clippy::too_many_lines, reason = "one row for each error")]
    pub const fn exception(&self) -> Exception {
        match self {
            Self::IncorrectUsernameOrPassword
            | Self::UserDisabled
            | Self::SignsInElsewhere
            | Self::CannotConfirm(_)
            | Self::SignUpNotPermitted
            | Self::PasswordAttemptsExceeded
            | Self::TemporaryPasswordExpired
            | Self::SessionInvalid
            | Self::SessionExpired
            | Self::SessionUsed
            | Self::CannotModify(_)
            | Self::UnauthorizedAttribute
            | Self::RecoveryByAdminOnly
            | Self::CannotResetPassword
            | Self::SecretHashMissing(_)
            | Self::SecretHashWrong(_)
            | Self::SecretHashMismatch(_)
            | Self::ClientSecretWrong(_)
            | Self::AccessTokenExpired
            | Self::AccessTokenRevoked
            | Self::AccessTokenSignature
            | Self::AccessTokenInvalid
            | Self::AccessTokenScope
            | Self::RefreshTokenInvalid
            | Self::RefreshTokenRevoked
            | Self::RefreshTokenExpired
            | Self::ResetOfDisabledUser => client("NotAuthorizedException"),
            Self::UserNotFound | Self::UserNotFoundForClient => client("UserNotFoundException"),
            Self::UserNotConfirmed => client("UserNotConfirmedException"),
            Self::PasswordResetRequired => client("PasswordResetRequiredException"),
            Self::AlreadyConfirmed
            | Self::NothingToVerify
            | Self::UsernameShape(_)
            | Self::Schema(_)
            | Self::NoRecoveryAddress
            | Self::FlowNotEnabled(_)
            | Self::FlowNotSupported
            | Self::MissingParameter(_)
            | Self::InvalidParameter(_) => client("InvalidParameterException"),
            Self::UsernameExists | Self::AddressExists(_) | Self::UserAccountExists => {
                client("UsernameExistsException")
            }
            Self::ResendNotPossible(_) => client("UnsupportedUserStateException"),
            Self::AliasExists(_) => client("AliasExistsException"),
            Self::InvalidPassword { .. } => client("InvalidPasswordException"),
            Self::PasswordUsedBefore => client("PasswordHistoryPolicyViolationException"),
            Self::RefreshTokenReused => client("RefreshTokenReuseException"),
            Self::CodeMismatch | Self::SoftwareTokenMismatch | Self::SignInCodeMismatch => {
                client("CodeMismatchException")
            }
            Self::ExpiredCode | Self::SoftwareTokenUsed => client("ExpiredCodeException"),
            Self::SoftwareTokenSetup => client("EnableSoftwareTokenMFAException"),
            Self::SoftwareTokenNotEnabled => client("SoftwareTokenMFANotFoundException"),
            Self::AttemptLimit
            | Self::SecretLimit(_)
            | Self::GroupLimit
            | Self::ResourceServerLimit
            | Self::ProviderLimit
            | Self::PasskeyLimit
            | Self::IdentityLimit => client("LimitExceededException"),
            Self::AddOnNotEnabled => client("UserPoolAddOnNotEnabledException"),
            Self::DuplicateProvider(_) => client("DuplicateProviderException"),
            Self::ClientUnauthorized(_) => client("UnauthorizedException"),
            Self::RevocationNotEnabled(_) => client("UnsupportedOperationException"),
            Self::UnsupportedTokenType => client("UnsupportedTokenTypeException"),
            Self::PoolNotFound(_)
            | Self::ClientNotFound(_)
            | Self::SecretNotFound(_)
            | Self::GroupNotFound
            | Self::PasskeyNotFound
            | Self::DeviceNotFound
            | Self::ResourceServerNotFound(_)
            | Self::ProviderNotFound(_)
            | Self::DomainNotFound
            | Self::BrandingNotFound
            | Self::AuthEventNotFound
            | Self::SessionNotFound => client("ResourceNotFoundException"),
            Self::GroupExists => client("GroupExistsException"),
            Self::BrandingExists => client("ManagedLoginBrandingExistsException"),
            Self::WebAuthnNotEnabled => client("WebAuthnNotEnabledException"),
            Self::WebAuthnConfigurationMissing => client("WebAuthnConfigurationMissingException"),
            Self::WebAuthnChallengeNotFound => client("WebAuthnChallengeNotFoundException"),
            Self::WebAuthnClientMismatch => client("WebAuthnClientMismatchException"),
            Self::WebAuthnRelyingPartyMismatch => client("WebAuthnRelyingPartyMismatchException"),
            Self::WebAuthnOriginNotAllowed => client("WebAuthnOriginNotAllowedException"),
            Self::WebAuthnCredentialNotSupported => {
                client("WebAuthnCredentialNotSupportedException")
            }
            Self::DeviceKeyExists => client("DeviceKeyExistsException"),
            Self::DevicesNotTracked => client("InvalidUserPoolConfigurationException"),
            Self::ScopeNotFound(_) => client("ScopeDoesNotExistException"),
            Self::InvalidOauthFlow(_) => client("InvalidOAuthFlowException"),
            Self::UserLambdaValidation { .. } => client("UserLambdaValidationException"),
            Self::UnexpectedLambda { .. } => client("UnexpectedLambdaException"),
            Self::InvalidLambdaResponse => client("InvalidLambdaResponseException"),
            Self::NotBuilt(_) => Exception {
                name: "NotImplementedException",
                status: 501,
            },
            Self::TooManyRequests => client("TooManyRequestsException"),
            Self::Internal(_) => Exception {
                name: "InternalErrorException",
                status: 500,
            },
        }
    }
}
