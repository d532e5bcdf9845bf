//! The ceremonies of WebAuthn (Level 3, section 7) as a relying party checks them: a passkey is registered, and
//! somebody signs in with it.
//!
//! What a browser sends comes in as bytes; what is to be remembered comes out. Keys are those that Cognito offers:
//! ES256 and RS256. Of an attestation only the authenticator data count: none is asked for, and a statement proves
//! nothing to who trusts no manufacturer (section 6.5.4).

mod authenticate;
mod authenticator_data;
mod cbor;
mod client_data;
mod key;
mod register;

pub use authenticate::{Assertion, KnownCredential, Proven, authenticate};
pub use client_data::{challenge_of, is_origin_of};
pub use key::{ALGORITHMS, CredentialKey};
pub use register::{NewCredential, register};

/// What a ceremony was started with.
#[derive(Debug, Clone, Copy)]
pub struct Ceremony<'a> {
    /// The challenge.
    pub challenge: &'a [u8],
    /// The relying party: a domain.
    pub rp_id: &'a str,
    /// Whether the authenticator must have verified the user, by a PIN or a finger.
    pub verifies_user: bool,
}

/// Why a ceremony does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The client data are none, or of another ceremony.
    #[error("the client data are malformed")]
    ClientData,
    /// The answer belongs to another challenge.
    #[error("the challenge is another one")]
    Challenge,
    /// The page is not one of the relying party, or was framed by another.
    #[error("the origin does not belong to the relying party")]
    Origin,
    /// The authenticator answered for another relying party.
    #[error("the relying party is another one")]
    RelyingParty,
    /// Nobody was there.
    #[error("the user was not present")]
    UserPresence,
    /// The authenticator did not verify the user.
    #[error("the user was not verified")]
    UserVerification,
    /// The authenticator's data, or what is around them, are malformed.
    #[error("the authenticator data are malformed")]
    AuthenticatorData,
    /// The key is none that is supported.
    #[error("the key's algorithm is not supported")]
    Algorithm,
    /// The signature is wrong.
    #[error("the signature is wrong")]
    Signature,
    /// The authenticator has counted fewer signatures than before: there are two of it.
    #[error("the signature counter went back")]
    Counter,
}
