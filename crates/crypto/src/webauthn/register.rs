//! A passkey is registered (WebAuthn Level 3, section 7.1).

use ciborium::Value;

use super::authenticator_data::AuthenticatorData;
use super::{Ceremony, CredentialKey, Fault, cbor, client_data};

/// A credential to remember.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCredential {
    /// Its id.
    pub id: Vec<u8>,
    /// Its public key.
    pub key: CredentialKey,
    /// How many signatures the authenticator has made; 0 where it does not count.
    pub sign_count: u32,
    /// Whether the authenticator verified the user.
    pub user_verified: bool,
    /// Whether it may be copied to other devices.
    pub backup_eligible: bool,
}

/// Checks what the browser made of the options.
pub fn register(
    ceremony: &Ceremony<'_>,
    client_data_json: &[u8],
    attestation_object: &[u8],
) -> Result<NewCredential, Fault> {
    client_data::check(client_data_json, "webauthn.create", ceremony)?;
    let attestation = cbor::whole(attestation_object)?;
    let malformed = Fault::AuthenticatorData;
    let format = cbor::named(&attestation, "fmt").and_then(Value::as_text);
    let statement = cbor::named(&attestation, "attStmt").and_then(Value::as_map);
    let data = cbor::named(&attestation, "authData").and_then(Value::as_bytes);
    let (Some(format), Some(statement), Some(data)) = (format, statement, data) else {
        return Err(malformed);
    };
    if format == "none" && !statement.is_empty() {
        return Err(malformed);
    }
    let data = AuthenticatorData::parse(data)?;
    data.check(ceremony)?;
    let attested = data.attested.as_ref().ok_or(malformed)?;
    Ok(NewCredential {
        id: attested.id.to_vec(),
        key: CredentialKey::from_cose(attested.key)?,
        sign_count: data.sign_count,
        user_verified: data.user_verified(),
        backup_eligible: data.backup_eligible(),
    })
}
