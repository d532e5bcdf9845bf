//! What browsers make of a passkey, as JSON (WebAuthn Level 3, sections 5.1.8 and 5.2).

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use poolgate_crypto::webauthn::Assertion;
use serde::Deserialize;
use serde_json::Value;

use crate::error::Error;

/// Base64url; padding may be there, as some libraries write it.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Bytes as text.
pub(crate) fn encode(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

/// Text as bytes.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    BASE64.decode(text).ok()
}

/// `RegistrationResponseJSON`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RegistrationJson {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    response: AttestationJson,
    authenticator_attachment: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AttestationJson {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    attestation_object: String,
    #[serde(default)]
    transports: Option<Vec<String>>,
}

/// A new passkey, as the browser sent it.
pub(crate) struct Registration {
    pub(crate) id: Vec<u8>,
    pub(crate) client_data_json: Vec<u8>,
    pub(crate) attestation_object: Vec<u8>,
    pub(crate) attachment: Option<String>,
    pub(crate) transports: Vec<String>,
}

/// How an authenticator can be reached, as WebAuthn lists it. Others are left out, as browsers do.
const TRANSPORTS: [&str; 6] = ["usb", "nfc", "ble", "smart-card", "hybrid", "internal"];

impl Registration {
    pub(crate) fn parse(credential: Value) -> Result<Self, Error> {
        let json: RegistrationJson = serde_json::from_value(credential).map_err(|_| malformed())?;
        let response = json.response;
        let attachment = json.authenticator_attachment;
        let known = |name: &String| TRANSPORTS.contains(&name.as_str());
        let mut transports = response.transports.unwrap_or_default();
        transports.retain(known);
        transports.sort_unstable();
        transports.dedup();
        if json.kind != "public-key" {
            return Err(malformed());
        }
        Ok(Self {
            id: decode(&json.id).ok_or_else(malformed)?,
            client_data_json: decode(&response.client_data).ok_or_else(malformed)?,
            attestation_object: decode(&response.attestation_object).ok_or_else(malformed)?,
            attachment: attachment
                .filter(|name| matches!(name.as_str(), "platform" | "cross-platform")),
            transports,
        })
    }
}

/// `AuthenticationResponseJSON`.
#[derive(Deserialize)]
struct AuthenticationJson {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    response: AssertionJson,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AssertionJson {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    authenticator_data: String,
    signature: String,
    #[serde(default)]
    user_handle: Option<String>,
}

/// A proof by a passkey, as the browser sent it.
pub(crate) struct Authentication {
    pub(crate) id: Vec<u8>,
    pub(crate) user_handle: Option<Vec<u8>>,
    client_data_json: Vec<u8>,
    authenticator_data: Vec<u8>,
    signature: Vec<u8>,
}

impl Authentication {
    pub(crate) fn parse(credential: &str) -> Result<Self, Error> {
        let json: AuthenticationJson = serde_json::from_str(credential).map_err(|_| malformed())?;
        let response = json.response;
        if json.kind != "public-key" {
            return Err(malformed());
        }
        let handle = response.user_handle;
        let handle = handle.map(|handle| decode(&handle).ok_or_else(malformed));
        Ok(Self {
            id: decode(&json.id).ok_or_else(malformed)?,
            user_handle: handle.transpose()?,
            client_data_json: decode(&response.client_data).ok_or_else(malformed)?,
            authenticator_data: decode(&response.authenticator_data).ok_or_else(malformed)?,
            signature: decode(&response.signature).ok_or_else(malformed)?,
        })
    }

    pub(crate) fn assertion(&self) -> Assertion<'_> {
        Assertion {
            client_data_json: &self.client_data_json,
            authenticator_data: &self.authenticator_data,
            signature: &self.signature,
        }
    }
}

/// The text is unconfirmed.
pub(crate) fn malformed() -> Error {
    Error::InvalidParameter("Invalid credential.".to_owned())
}
