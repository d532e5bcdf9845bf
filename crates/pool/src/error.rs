//! Everything an operation can answer but success: Cognito's exceptions with Cognito's texts.
//!
//! A variant says what went wrong for the caller; [`Error::exception`] gives the exception's type, and
//! `Display` its exact message. Texts that nobody outside AWS could confirm are marked "unconfirmed".

mod exception;
#[cfg(test)]
mod tests;

use crate::ctx::Retry;
use crate::model::{PasswordFault, SchemaFault};
use crate::store::{CommitError, Conflict, StoreError};

pub use exception::Exception;

/// Why an operation was refused or failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The user is unknown, or the password is wrong.
    #[error("Incorrect username or password.")]
    IncorrectUsernameOrPassword,
    /// The user is unknown, where that may be told.
    #[error("User does not exist.")]
    UserNotFound,
    /// The same, in the operations that name the client.
    #[error("Username/client id combination not found.")]
    UserNotFoundForClient,
    /// The user has not confirmed the sign-up.
    #[error("User is not confirmed.")]
    UserNotConfirmed,
    /// An administrator asked for a new password.
    #[error("Password reset required for the user")]
    PasswordResetRequired,
    /// The user was disabled.
    #[error("User is disabled.")]
    UserDisabled,
    /// The user signs in by another identity provider alone.
    #[error("User is not authorized to get auth details.")]
    SignsInElsewhere,
    /// The sign-up was confirmed before.
    #[error("User cannot be confirmed. Current status is {0}")]
    CannotConfirm(&'static str),
    /// The user needs no other code.
    #[error("User is already confirmed.")]
    AlreadyConfirmed,
    /// The pool verifies nothing by code. The type is unconfirmed.
    #[error("Cannot resend codes. Auto verification not turned on.")]
    NothingToVerify,
    /// Only administrators create users here.
    #[error("SignUp is not permitted for this user pool")]
    SignUpNotPermitted,
    /// A user name is taken.
    #[error("User already exists")]
    UsernameExists,
    /// An address that serves as user name is taken.
    #[error("An account with the given {0} already exists.")]
    AddressExists(&'static str),
    /// An alias is taken.
    #[error("An account with the {0} already exists.")]
    AliasExists(&'static str),
    /// A user name has the wrong shape.
    #[error("{0}")]
    UsernameShape(&'static str),
    /// A client wrote an attribute that it may not write, or that nobody may write.
    #[error("A client attempted to write unauthorized attribute")]
    UnauthorizedAttribute,
    /// An attribute does not conform to the schema.
    #[error(transparent)]
    Schema(#[from] SchemaFault),
    /// A new password breaks the policy. The prefix depends on the operation.
    #[error("{prefix}{fault}")]
    InvalidPassword {
        /// What the operation says first.
        prefix: &'static str,
        /// The rule.
        fault: PasswordFault,
    },
    /// A new password is one that the user had before.
    #[error("Password has previously been used")]
    PasswordUsedBefore,
    /// A code is wrong.
    #[error("Invalid verification code provided, please try again.")]
    CodeMismatch,
    /// A code has expired, is used up, or was never sent.
    #[error("Invalid code provided, please request a code again.")]
    ExpiredCode,
    /// A code of an authenticator app is wrong.
    #[error("Invalid code received for user")]
    SoftwareTokenMismatch,
    /// A code of an authenticator app was used before.
    #[error("Your software token has already been used once.")]
    SoftwareTokenUsed,
    /// The code with which an authenticator app should prove itself is wrong.
    #[error("Code mismatch and fail enable Software Token MFA")]
    SoftwareTokenSetup,
    /// The pool offers no authenticator apps.
    #[error("Software Token MFA has not been enabled by the userPool")]
    SoftwareTokenNotEnabled,
    /// The code of a sign-in is wrong.
    #[error("Invalid code or auth state for the user.")]
    SignInCodeMismatch,
    /// Too many failed sign-ins: the user is locked for a while.
    #[error("Password attempts exceeded")]
    PasswordAttemptsExceeded,
    /// A temporary password was not used in time.
    #[error("Temporary password has expired and must be reset by an administrator.")]
    TemporaryPasswordExpired,
    /// A session that is none, or another user's, client's or challenge's.
    #[error("Invalid session for the user.")]
    SessionInvalid,
    /// A user has no such session. The text is unconfirmed.
    #[error("Session does not exist.")]
    SessionNotFound,
    /// A session that has expired.
    #[error("Invalid session for the user, session is expired.")]
    SessionExpired,
    /// A session that was used before.
    #[error("Invalid session for the user, session can only be used once.")]
    SessionUsed,
    /// An address that the user has cannot be changed by answering a challenge.
    #[error("Cannot modify an already provided {0}")]
    CannotModify(&'static str),
    /// A refresh token was used again after its grace period. The text is unconfirmed.
    #[error("Refresh Token has been reused")]
    RefreshTokenReused,
    /// Too many tries.
    #[error("Attempt limit exceeded, please try after some time.")]
    AttemptLimit,
    /// No verified address to send a reset code to.
    #[error(
        "Cannot reset password for the user as there is no registered/verified email or phone_number"
    )]
    NoRecoveryAddress,
    /// Only administrators reset passwords here.
    #[error("Contact administrator to reset password.")]
    RecoveryByAdminOnly,
    /// The user is in no state for that.
    #[error("User password cannot be reset in the current state.")]
    CannotResetPassword,
    /// A flow that the client does not allow.
    #[error("{0}")]
    FlowNotEnabled(&'static str),
    /// A flow that this operation does not know.
    #[error("Initiate Auth method not supported.")]
    FlowNotSupported,
    /// A key of `AuthParameters` is missing.
    #[error("Missing required parameter {0}")]
    MissingParameter(&'static str),
    /// Any other bad parameter.
    #[error("{0}")]
    InvalidParameter(String),
    /// A confidential client sent no proof of its secret.
    #[error("Client {0} is configured with secret but SECRET_HASH was not received")]
    SecretHashMissing(String),
    /// A proof of the client's secret is wrong.
    #[error("Unable to verify secret hash for client {0}")]
    SecretHashWrong(String),
    /// The same, when refreshing.
    #[error("SecretHash does not match for the client: {0}")]
    SecretHashMismatch(String),
    /// A client's secret is missing or wrong (GetTokensFromRefreshToken). The text is unconfirmed.
    #[error("Unable to verify secret for client {0}")]
    ClientSecretWrong(String),
    /// A client's secret is missing or wrong (RevokeToken). The text is unconfirmed.
    #[error("Client authentication failed for client {0}")]
    ClientUnauthorized(String),
    /// An access token has expired.
    #[error("Access Token has expired")]
    AccessTokenExpired,
    /// An access token was revoked, or its user signed out.
    #[error("Access Token has been revoked")]
    AccessTokenRevoked,
    /// An access token's signature is wrong.
    #[error("Could not verify signature for Access Token")]
    AccessTokenSignature,
    /// No access token of a pool here.
    #[error("Invalid Access Token")]
    AccessTokenInvalid,
    /// An access token without the scope for these operations.
    #[error("Access Token does not have required scopes")]
    AccessTokenScope,
    /// A refresh token is unknown, or another client's.
    #[error("Invalid Refresh Token")]
    RefreshTokenInvalid,
    /// A refresh token was revoked.
    #[error("Refresh Token has been revoked")]
    RefreshTokenRevoked,
    /// A refresh token has expired.
    #[error("Refresh Token has expired")]
    RefreshTokenExpired,
    /// The client's tokens cannot be revoked. The text is unconfirmed.
    #[error("Revocation is not enabled for client {0}")]
    RevocationNotEnabled(String),
    /// Not a refresh token. The text is unconfirmed.
    #[error("Unsupported token type")]
    UnsupportedTokenType,
    /// No such pool.
    #[error("User pool {0} does not exist.")]
    PoolNotFound(String),
    /// No such app client.
    #[error("User pool client {0} does not exist.")]
    ClientNotFound(String),
    /// A client cannot have another secret. The text is unconfirmed.
    #[error("Client {0} has as many secrets as it can have.")]
    SecretLimit(String),
    /// No such secret. The text is unconfirmed.
    #[error("Client secret {0} does not exist.")]
    SecretNotFound(String),
    /// No such group.
    #[error("Group not found.")]
    GroupNotFound,
    /// A group's name is taken.
    #[error("A group with the name already exists.")]
    GroupExists,
    /// A user cannot belong to more groups. The text is unconfirmed.
    #[error("User is a member of the maximum number of groups.")]
    GroupLimit,
    /// No such resource server.
    #[error("Resource server {0} does not exist.")]
    ResourceServerNotFound(String),
    /// A pool cannot have more resource servers. The text is unconfirmed.
    #[error("User pool has the maximum number of resource servers.")]
    ResourceServerLimit,
    /// No such identity provider. The text is unconfirmed.
    #[error("Identity provider {0} does not exist.")]
    ProviderNotFound(String),
    /// The name or an identifier of a provider is taken. The texts are unconfirmed.
    #[error("{0}")]
    DuplicateProvider(String),
    /// A pool cannot have more identity providers. The text is unconfirmed.
    #[error("User pool has the maximum number of identity providers.")]
    ProviderLimit,
    /// A user cannot have more identities. The text is unconfirmed.
    #[error("User is linked to the maximum number of identities.")]
    IdentityLimit,
    /// No such domain of the pool. The text is unconfirmed.
    #[error("No such domain or user pool exists.")]
    DomainNotFound,
    /// The pool keeps no account of what happens. The text is unconfirmed.
    #[error("User pool add-ons are not enabled for this user pool.")]
    AddOnNotEnabled,
    /// No such event of the user. The text is unconfirmed.
    #[error("Auth event does not exist.")]
    AuthEventNotFound,
    /// No such style of the managed login. The text is unconfirmed.
    #[error("Managed login branding does not exist.")]
    BrandingNotFound,
    /// An app client has a style already. The text is unconfirmed.
    #[error("Managed login branding already exists for the app client.")]
    BrandingExists,
    /// A scope that nothing offers. The text is believed.
    #[error("Invalid scope requested: {0}")]
    ScopeNotFound(String),
    /// OAuth settings contradict each other.
    #[error("{0}")]
    InvalidOauthFlow(&'static str),
    /// The operation, or this way of using it, is not built yet.
    #[error("Poolgate does not do {0} yet.")]
    NotBuilt(String),
    /// Users of the pool do not sign in with passkeys. The texts about passkeys are unconfirmed.
    #[error("WebAuthn is not enabled for this user pool.")]
    WebAuthnNotEnabled,
    /// The pool has no relying party.
    #[error("The user pool has no relying party id and no domain.")]
    WebAuthnConfigurationMissing,
    /// The registration of a passkey was not started, has expired, or is over.
    #[error("The challenge was not found or has expired.")]
    WebAuthnChallengeNotFound,
    /// The registration of a passkey was started by another app client.
    #[error("The registration was started by another app client.")]
    WebAuthnClientMismatch,
    /// A passkey is of another relying party.
    #[error("The relying party id does not match that of the user pool.")]
    WebAuthnRelyingPartyMismatch,
    /// A passkey was made on a page that does not belong to the relying party.
    #[error("The origin is not allowed for the relying party id of the user pool.")]
    WebAuthnOriginNotAllowed,
    /// A passkey is of a kind that does not do.
    #[error("The credential is not supported.")]
    WebAuthnCredentialNotSupported,
    /// A user cannot have more passkeys.
    #[error("The user has the maximum number of passkeys.")]
    PasskeyLimit,
    /// A user has no such passkey.
    #[error("Credential does not exist.")]
    PasskeyNotFound,
    /// A user has no such device.
    #[error("Device does not exist.")]
    DeviceNotFound,
    /// A device was confirmed before. The text is unconfirmed.
    #[error("Device key already exists.")]
    DeviceKeyExists,
    /// The pool does not keep track of devices. The text is unconfirmed.
    #[error("Device tracking is not enabled for the user pool.")]
    DevicesNotTracked,
    /// Too many at once.
    #[error("Rate exceeded")]
    TooManyRequests,
    /// AdminCreateUser met a user name that is taken.
    #[error("User account already exists")]
    UserAccountExists,
    /// An invitation cannot be sent again. Whether a full stop ends the text is unconfirmed.
    #[error("Resend not possible. {0} status is not FORCE_CHANGE_PASSWORD")]
    ResendNotPossible(String),
    /// AdminResetUserPassword met a disabled user; unlike in other operations, no full stop follows.
    #[error("User is disabled")]
    ResetOfDisabledUser,
    /// A trigger refused: what its function threw.
    #[error("{trigger} failed with error {message}.")]
    UserLambdaValidation {
        /// Which trigger.
        trigger: &'static str,
        /// What the function said.
        message: String,
    },
    /// A trigger could not be asked. Whether a full stop ends the text is unconfirmed.
    #[error("{trigger} invocation failed due to error {cause}.")]
    UnexpectedLambda {
        /// Which trigger.
        trigger: &'static str,
        /// The name of what went wrong, as AWS Lambda names it.
        cause: String,
    },
    /// A trigger answered with something that is no answer.
    #[error("Unrecognizable lambda output")]
    InvalidLambdaResponse,
    /// Something failed that the caller cannot mend. The cause goes to the log alone.
    #[error("Something went wrong")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Self::internal(error)
    }
}

impl From<CommitError> for Error {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Conflict(Conflict::Limit) => Self::AttemptLimit,
            error => Self::internal(error),
        }
    }
}

/// Ends an attempt with a decision that no further read would change.
pub(crate) fn refuse<T>(error: Error) -> Result<T, Retry> {
    Err(Retry::Failed(error))
}
