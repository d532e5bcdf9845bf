//! Passkeys: the ceremonies of WebAuthn as the pool runs them, and the list of what is registered.

use aws_sdk_cognitoidentityprovider::types::WebAuthnCredentialDescription;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::client::Client;
use crate::document::{from_json, to_json};
use crate::error::Error;
use crate::sdk::once;

/// More pages than a user can have: Cognito keeps 20 passkeys a user.
const MOST_PAGES: usize = 10;

/// A passkey of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// The id of the credential, in base64url.
    pub id: String,
    /// What the authenticator calls itself.
    pub name: String,
    /// The relying party that it belongs to: a domain.
    pub relying_party_id: String,
    /// `platform` or `cross-platform`, where known.
    pub attachment: Option<String>,
    /// How it can be reached, such as `internal` or `usb`.
    pub transports: Vec<String>,
    /// When it was registered, in seconds since 1970.
    pub created_at: i64,
}

impl From<WebAuthnCredentialDescription> for Passkey {
    fn from(found: WebAuthnCredentialDescription) -> Self {
        Self {
            id: found.credential_id,
            name: found.friendly_credential_name,
            relying_party_id: found.relying_party_id,
            attachment: found.authenticator_attachment,
            transports: found.authenticator_transports,
            created_at: found.created_at.secs(),
        }
    }
}

impl Client {
    /// What a browser needs to make a passkey: `PublicKeyCredentialCreationOptions` as JSON (WebAuthn
    /// Level 3, section 5.1.3).
    ///
    /// AWS: `StartWebAuthnRegistration`.
    ///
    /// ```no_run
    /// # async fn example(client: poolgate_client::Client, access_token: secrecy::SecretString) -> Result<(), poolgate_client::Error> {
    /// let options = client.start_passkey(&access_token).await?;
    /// println!("give this to navigator.credentials.create(): {options}");
    /// # Ok(())
    /// # }
    /// ```
    pub async fn start_passkey(&self, access_token: &SecretString) -> Result<Value, Error> {
        let answer = self
            .sdk()
            .start_web_authn_registration()
            .access_token(access_token.expose_secret())
            .customize()
            .config_override(once())
            .send()
            .await?;
        Ok(to_json(&answer.credential_creation_options))
    }

    /// Registers the passkey that the browser made: `RegistrationResponseJSON` (WebAuthn Level 3,
    /// section 5.1.8).
    ///
    /// AWS: `CompleteWebAuthnRegistration`.
    pub async fn complete_passkey(
        &self,
        access_token: &SecretString,
        credential: &Value,
    ) -> Result<(), Error> {
        self.sdk()
            .complete_web_authn_registration()
            .access_token(access_token.expose_secret())
            .credential(from_json(credential))
            .customize()
            .config_override(once())
            .send()
            .await?;
        Ok(())
    }

    /// The passkeys of the signed-in user.
    ///
    /// AWS: `ListWebAuthnCredentials`, all pages.
    pub async fn passkeys(&self, access_token: &SecretString) -> Result<Vec<Passkey>, Error> {
        let mut passkeys = Vec::new();
        let mut next = None;
        for _ in 0..MOST_PAGES {
            let answer = self
                .sdk()
                .list_web_authn_credentials()
                .access_token(access_token.expose_secret())
                .set_next_token(next)
                .send()
                .await?;
            passkeys.extend(answer.credentials.into_iter().map(Passkey::from));
            next = answer.next_token;
            if next.is_none() {
                break;
            }
        }
        Ok(passkeys)
    }

    /// Removes a passkey.
    ///
    /// AWS: `DeleteWebAuthnCredential`.
    pub async fn delete_passkey(&self, access_token: &SecretString, id: &str) -> Result<(), Error> {
        self.sdk()
            .delete_web_authn_credential()
            .access_token(access_token.expose_secret())
            .credential_id(id)
            .customize()
            .config_override(once())
            .send()
            .await?;
        Ok(())
    }
}
