//! What the pool's refusals mean.
//!
//! Cognito puts very different things into one exception and tells them apart by the message alone:
//! a `NotAuthorizedException` is a wrong password, a signed-out token, a locked account or our own
//! wrong client secret. This is the one place that reads those messages.

use crate::error::Error;

impl Error {
    /// What an error answer of the pool means; nothing where the pool itself failed.
    pub(crate) fn from_answer(status: u16, code: &str, message: String) -> Option<Self> {
        Some(match code {
            "UsernameExistsException" => Self::UserExists,
            "AliasExistsException" => Self::AliasExists,
            "NotAuthorizedException" => not_authorized(message),
            "UnauthorizedException" => Self::WrongClientSecret { message },
            "UserNotConfirmedException" => Self::UserNotConfirmed,
            "PasswordResetRequiredException" => Self::PasswordResetRequired,
            "UserNotFoundException" => Self::UserNotFound,
            "CodeMismatchException" | "EnableSoftwareTokenMFAException" => Self::CodeMismatch,
            "ExpiredCodeException" | "WebAuthnChallengeNotFoundException" => Self::CodeExpired,
            "CodeDeliveryFailureException" => Self::CodeDeliveryFailed,
            "InvalidPasswordException" => Self::InvalidPassword { message },
            "PasswordHistoryPolicyViolationException" => Self::PasswordUsedBefore,
            "InvalidParameterException" => invalid_parameter(message),
            "SerializationException" | "ValidationException" => Self::InvalidParameter { message },
            "LimitExceededException" | "TooManyFailedAttemptsException" => Self::LimitExceeded,
            "TooManyRequestsException" | "ThrottlingException" | "RequestLimitExceeded" => {
                Self::Throttled
            }
            "RefreshTokenReuseException" | "UnsupportedTokenTypeException" => {
                Self::RefreshTokenRefused { message }
            }
            "UserLambdaValidationException" => Self::Lambda { message },
            "UnexpectedLambdaException" | "InvalidLambdaResponseException" => {
                Self::LambdaFailed { message }
            }
            "ResourceNotFoundException" => not_found(message),
            "GroupExistsException" => Self::GroupExists,
            "UnsupportedOperationException" => Self::FlowNotEnabled { message },
            "ForbiddenException" => Self::Blocked,
            "AccessDeniedException"
            | "UnrecognizedClientException"
            | "InvalidSignatureException"
            | "ExpiredTokenException"
            | "MissingAuthenticationTokenException" => Self::AccessDenied { message },
            "UnknownOperationException"
            | "CognitoLocal#Unsupported"
            | "NotImplementedException" => Self::UnknownOperation { message },
            "OperationNotEnabledException"
            | "WebAuthnNotEnabledException"
            | "WebAuthnConfigurationMissingException"
            | "FeatureUnavailableInTierException"
            | "SoftwareTokenMFANotFoundException" => Self::NotEnabled { message },
            "WebAuthnClientMismatchException"
            | "WebAuthnOriginNotAllowedException"
            | "WebAuthnRelyingPartyMismatchException"
            | "WebAuthnCredentialNotSupportedException" => Self::PasskeyRefused { message },
            _ if status == 404 || status == 501 => Self::UnknownOperation { message },
            _ if status >= 500 => return None,
            _ => Self::Unexpected {
                code: code.to_owned(),
                message,
            },
        })
    }
}

fn not_authorized(message: String) -> Error {
    let text = message.to_ascii_lowercase();
    if names_client_secret(&text) {
        Error::WrongClientSecret { message }
    } else if text.starts_with("incorrect username or password") {
        Error::WrongCredentials
    } else if text.starts_with("password attempts exceeded") {
        Error::AttemptsExceeded
    } else if text.starts_with("user is disabled") {
        Error::UserDisabled
    } else if text.starts_with("user cannot be confirmed") {
        Error::AlreadyConfirmed
    } else if text.contains("required scopes") {
        Error::InsufficientScope
    } else if text.contains("access token") {
        Error::AccessTokenRefused { message }
    } else if text.contains("refresh token") {
        Error::RefreshTokenRefused { message }
    } else if text.starts_with("invalid session") {
        Error::SessionRefused { message }
    } else if text.starts_with("temporary password has expired")
        || text.starts_with("user account has expired")
    {
        Error::TemporaryPasswordExpired
    } else if text.contains("unauthorized attribute") {
        Error::AttributeNotAllowed { message }
    } else if text.starts_with("signup is not permitted") {
        Error::SignUpNotAllowed
    } else if text.starts_with("cannot resend codes") {
        Error::ResendNotPossible { message }
    } else if text.starts_with("user password cannot be reset")
        || text.starts_with("contact administrator to reset")
    {
        Error::ResetNotPossible { message }
    } else if message.contains(' ') {
        Error::NotAuthorized { message }
    } else {
        // Some pools echo a value in place of a sentence: a token, a hash.
        Error::NotAuthorized {
            message: "the pool gives no reason".to_owned(),
        }
    }
}

/// All the words that pools find for "your `SECRET_HASH` or client secret is wrong or missing".
fn names_client_secret(text: &str) -> bool {
    [
        "secret hash",
        "secrethash",
        "secret_hash",
        "client secret",
        "configured for secret",
        "configured with secret",
    ]
    .iter()
    .any(|words| text.contains(words))
}

fn invalid_parameter(message: String) -> Error {
    let text = message.to_ascii_lowercase();
    let flow_closed = text.contains("flow not enabled")
        || text.contains("not enabled for the client")
        || text.starts_with("initiate auth method not supported");
    if flow_closed {
        Error::FlowNotEnabled { message }
    } else if text.starts_with("user is already confirmed") {
        Error::AlreadyConfirmed
    } else if text.starts_with("cannot resend codes") {
        Error::ResendNotPossible { message }
    } else if text.starts_with("cannot reset password") {
        Error::ResetNotPossible { message }
    } else {
        Error::InvalidParameter { message }
    }
}

fn not_found(message: String) -> Error {
    let text = message.to_ascii_lowercase();
    if text.starts_with("group not found") {
        Error::GroupNotFound
    } else if text.contains("credential") {
        Error::PasskeyNotFound
    } else if text.contains("session") {
        Error::UserSessionNotFound
    } else if text.contains("client") {
        Error::ClientNotFound { message }
    } else if text.contains("device") {
        Error::DeviceNotFound
    } else {
        Error::PoolNotFound { message }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(code: &str, message: &str) -> Error {
        Error::from_answer(400, code, message.to_owned()).expect("a refusal of the pool")
    }

    #[test]
    fn one_exception_means_many_things() {
        let cases = [
            ("Incorrect username or password.", "WrongCredentials"),
            ("Password attempts exceeded", "AttemptsExceeded"),
            ("User is disabled.", "UserDisabled"),
            (
                "User cannot be confirmed. Current status is CONFIRMED",
                "AlreadyConfirmed",
            ),
            ("Access Token has been revoked", "AccessTokenRefused"),
            (
                "Could not verify signature for Access Token",
                "AccessTokenRefused",
            ),
            (
                "Access Token does not have required scopes",
                "InsufficientScope",
            ),
            ("Refresh Token has been revoked", "RefreshTokenRefused"),
            ("Invalid Refresh Token", "RefreshTokenRefused"),
            (
                "Invalid session for the user, session is expired.",
                "SessionRefused",
            ),
            (
                "SignUp is not permitted for this user pool",
                "SignUpNotAllowed",
            ),
            (
                "User password cannot be reset in the current state.",
                "ResetNotPossible",
            ),
            (
                "Temporary password has expired and must be reset by an administrator.",
                "TemporaryPasswordExpired",
            ),
            (
                "A client attempted to write unauthorized attribute",
                "AttributeNotAllowed",
            ),
            ("Something else", "NotAuthorized"),
        ];
        for (message, expected) in cases {
            let error = format!("{:?}", answer("NotAuthorizedException", message));
            assert!(error.starts_with(expected), "{message}: {error}");
        }
    }

    #[test]
    fn r58_an_echoed_value_is_not_repeated() {
        let error = answer("NotAuthorizedException", "eyJhbGciOi.MARK.x");
        assert!(!format!("{error:?} {error}").contains("MARK"));
    }

    #[test]
    fn r35_a_wrong_client_secret_is_our_misconfiguration() {
        for message in [
            "Unable to verify secret hash for client 1abc",
            "SecretHash does not match for the client: 1abc",
            "Client 1abc is configured with secret but SECRET_HASH was not received",
            "Client 1abc is configured for secret but secret was not received",
        ] {
            let error = answer("NotAuthorizedException", message);
            assert!(
                matches!(error, Error::WrongClientSecret { .. }),
                "{message}"
            );
            assert!(error.is_misconfiguration());
        }
        assert!(matches!(
            answer("UnauthorizedException", "Invalid client"),
            Error::WrongClientSecret { .. }
        ));
    }

    #[test]
    fn what_is_missing_is_named() {
        let code = "ResourceNotFoundException";
        assert!(matches!(
            answer(code, "User pool client 1abc does not exist."),
            Error::ClientNotFound { .. }
        ));
        assert!(matches!(
            answer(code, "User pool us-east-1_x does not exist."),
            Error::PoolNotFound { .. }
        ));
        assert!(matches!(
            answer(code, "Group not found."),
            Error::GroupNotFound
        ));
        assert!(matches!(
            answer(code, "Device does not exist."),
            Error::DeviceNotFound
        ));
    }

    #[test]
    fn a_closed_flow_is_our_misconfiguration() {
        for message in [
            "USER_PASSWORD_AUTH flow not enabled for this client",
            "USER_SRP_AUTH is not enabled for the client.",
            "Auth flow not enabled for this client",
            "Initiate Auth method not supported.",
        ] {
            let error = answer("InvalidParameterException", message);
            assert!(matches!(error, Error::FlowNotEnabled { .. }), "{message}");
        }
    }

    #[test]
    fn a_failing_pool_is_not_a_refusal() {
        assert!(Error::from_answer(500, "InternalErrorException", String::new()).is_none());
        assert!(Error::from_answer(503, "", String::new()).is_none());
        assert!(matches!(
            Error::from_answer(400, "NewException", String::new()),
            Some(Error::Unexpected { .. })
        ));
    }
}
