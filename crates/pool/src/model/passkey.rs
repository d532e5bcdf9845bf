//! Passkeys: what a pool asks of them, and what a user has.

use poolgate_crypto::webauthn::CredentialKey;
use poolgate_pool_api::Timestamp;
use poolgate_pool_api::types::{
    AuthFactorType, UserVerificationType, WebAuthnCredentialDescription,
    WebAuthnFactorConfigurationType,
};

use super::pool::Pool;

/// A passkey of a user.
#[derive(Debug, Clone)]
pub struct Passkey {
    /// The pool.
    pub pool_id: String,
    /// The user.
    pub sub: String,
    /// The id of the credential.
    pub id: Vec<u8>,
    /// The relying party that it was made for.
    pub rp_id: String,
    /// Its public key.
    pub key: CredentialKey,
    /// How many signatures its authenticator has made; 0 where it does not count.
    pub sign_count: u32,
    /// Whether it may be copied to other devices.
    pub backup_eligible: bool,
    /// What the lists call it.
    pub name: String,
    /// `platform` or `cross-platform`, where the browser said it.
    pub attachment: Option<String>,
    /// How it can be reached.
    pub transports: Vec<String>,
    /// When it was registered.
    pub created_at: Timestamp,
}

impl Passkey {
    /// How many a user may have.
    pub const MOST: usize = 20;

    /// The passkey as lists show it. `id` is the credential's in text.
    pub fn described(self, id: String) -> WebAuthnCredentialDescription {
        WebAuthnCredentialDescription {
            credential_id: id,
            friendly_credential_name: self.name,
            relying_party_id: self.rp_id,
            authenticator_attachment: self.attachment,
            authenticator_transports: self.transports,
            created_at: self.created_at,
        }
    }
}

/// What a pool asks of passkeys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyRules {
    /// Whether users sign in with passkeys at all.
    pub enabled: bool,
    /// The relying party: a domain. Without one no passkey can be made.
    pub rp_id: Option<String>,
    /// Whether authenticators must verify their user.
    pub verification: UserVerificationType,
    /// Whether a passkey whose user was verified may do for a second factor.
    pub does_for_mfa: bool,
}

impl PasskeyRules {
    /// What follows from the settings; of relying parties only the one that was set.
    pub fn of(pool: &Pool) -> Self {
        let description = &pool.description;
        let policies = description.policies.as_ref();
        let policy = policies.and_then(|policies| policies.sign_in_policy.as_ref());
        let factors = policy.and_then(|policy| policy.allowed_first_auth_factors.as_ref());
        let settings = pool.mfa.as_ref();
        let settings = settings.and_then(|mfa| mfa.web_authn_configuration.as_ref());
        let factor = settings.and_then(|settings| settings.factor_configuration);
        Self {
            enabled: factors.is_some_and(|list| list.contains(&AuthFactorType::WebAuthn)),
            rp_id: settings.and_then(|settings| settings.relying_party_id.clone()),
            verification: settings
                .and_then(|settings| settings.user_verification)
                .unwrap_or(UserVerificationType::Preferred),
            does_for_mfa: factor
                == Some(WebAuthnFactorConfigurationType::MultiFactorWithUserVerification),
        }
    }

    /// The relying party, where users can sign in with passkeys of it.
    pub fn usable(&self) -> Option<&str> {
        self.rp_id.as_deref().filter(|_| self.enabled)
    }
}
