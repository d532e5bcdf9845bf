use crate::error::{Error, Exception};
use crate::model::PasswordFault;

#[test]
fn every_exception_is_one_of_the_model_with_its_status() {
    let errors = [
        Error::IncorrectUsernameOrPassword,
        Error::UserNotFound,
        Error::UserNotConfirmed,
        Error::PasswordResetRequired,
        Error::AlreadyConfirmed,
        Error::UsernameExists,
        Error::ResendNotPossible(String::new()),
        Error::AliasExists("email"),
        Error::InvalidPassword {
            prefix: "",
            fault: PasswordFault::Length,
        },
        Error::CodeMismatch,
        Error::SoftwareTokenUsed,
        Error::SoftwareTokenSetup,
        Error::SoftwareTokenNotEnabled,
        Error::GroupExists,
        Error::WebAuthnNotEnabled,
        Error::WebAuthnConfigurationMissing,
        Error::WebAuthnChallengeNotFound,
        Error::WebAuthnClientMismatch,
        Error::WebAuthnRelyingPartyMismatch,
        Error::WebAuthnOriginNotAllowed,
        Error::WebAuthnCredentialNotSupported,
        Error::DeviceKeyExists,
        Error::DevicesNotTracked,
        Error::RefreshTokenReused,
        Error::SessionInvalid,
        Error::ExpiredCode,
        Error::AttemptLimit,
        Error::ClientUnauthorized(String::new()),
        Error::RevocationNotEnabled(String::new()),
        Error::UnsupportedTokenType,
        Error::PoolNotFound(String::new()),
        Error::InvalidOauthFlow(""),
        Error::ScopeNotFound(String::new()),
        Error::TooManyRequests,
        Error::UserLambdaValidation {
            trigger: "PreSignUp",
            message: String::new(),
        },
        Error::UnexpectedLambda {
            trigger: "PreSignUp",
            cause: String::new(),
        },
        Error::InvalidLambdaResponse,
        Error::internal("cause"),
    ];
    for error in errors {
        let Exception { name, status } = error.exception();
        assert!(
            poolgate_pool_api::ERRORS.contains(&(name, status)),
            "{name} {status}"
        );
    }
}

#[test]
fn an_internal_error_tells_nothing_of_its_cause() {
    assert_eq!(
        Error::internal("disk full at /secret").to_string(),
        "Something went wrong"
    );
}
