//! Somebody signs in with a passkey (WebAuthn Level 3, section 7.2).

use aws_lc_rs::digest::{SHA256, digest};

use super::authenticator_data::AuthenticatorData;
use super::{Ceremony, CredentialKey, Fault, client_data};

/// What is remembered of a credential.
#[derive(Debug, Clone, Copy)]
pub struct KnownCredential<'a> {
    /// Its public key.
    pub key: &'a CredentialKey,
    /// How many signatures the authenticator had made.
    pub sign_count: u32,
    /// Whether it may be copied to other devices.
    pub backup_eligible: bool,
}

/// What the authenticator signed, and how.
#[derive(Debug, Clone, Copy)]
pub struct Assertion<'a> {
    /// `clientDataJSON`.
    pub client_data_json: &'a [u8],
    /// `authenticatorData`.
    pub authenticator_data: &'a [u8],
    /// The signature of both.
    pub signature: &'a [u8],
}

/// What a proof says, to be remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proven {
    /// How many signatures the authenticator has made.
    pub sign_count: u32,
    /// Whether the authenticator verified the user.
    pub user_verified: bool,
}

/// Checks a proof of possession of the credential.
pub fn authenticate(
    ceremony: &Ceremony<'_>,
    known: &KnownCredential<'_>,
    assertion: &Assertion<'_>,
) -> Result<Proven, Fault> {
    client_data::check(assertion.client_data_json, "webauthn.get", ceremony)?;
    let data = AuthenticatorData::parse(assertion.authenticator_data)?;
    data.check(ceremony)?;
    if data.backup_eligible() != known.backup_eligible {
        return Err(Fault::AuthenticatorData);
    }
    let client_hash = digest(&SHA256, assertion.client_data_json);
    let signed = [assertion.authenticator_data, client_hash.as_ref()].concat();
    if !known.key.verifies(&signed, assertion.signature) {
        return Err(Fault::Signature);
    }
    // An authenticator that counts, counts on. One that does not says 0 each time.
    let counts = data.sign_count != 0 || known.sign_count != 0;
    if counts && data.sign_count <= known.sign_count {
        return Err(Fault::Counter);
    }
    Ok(Proven {
        sign_count: data.sign_count,
        user_verified: data.user_verified(),
    })
}
