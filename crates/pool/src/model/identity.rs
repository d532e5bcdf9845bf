//! Identities at other providers by which a user signs in: the `identities` attribute.

use poolgate_pool_api::Timestamp;
use serde::{Deserialize, Serialize};

use super::user::{Alias, AliasKind, User};

/// The attribute that lists them.
pub(crate) const IDENTITIES: &str = "identities";

/// A user's identity at another provider, as the `identities` attribute lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Identity {
    /// The provider's name for the user.
    pub user_id: String,
    /// The provider's name in the pool.
    pub provider_name: String,
    /// The provider's type: `OIDC`, `Google`, …
    pub provider_type: String,
    /// Who signs the provider's tokens, where that is known.
    pub issuer: Option<String>,
    /// Whether the user came into being with this identity.
    pub primary: bool,
    /// When the identity came to the user, in milliseconds since 1970.
    pub date_created: i64,
}

impl Identity {
    /// The name by which the identity finds its user. Nobody can type it: no user name has such
    /// separators.
    pub fn alias(provider_name: &str, user_id: &str) -> Alias {
        Alias {
            kind: AliasKind::Identity,
            key: format!("\u{1f}{provider_name}\u{1f}{user_id}"),
        }
    }

    /// A new identity, from now on.
    pub fn new(provider_name: &str, provider_type: &str, user_id: &str, now: Timestamp) -> Self {
        Self {
            user_id: user_id.to_owned(),
            provider_name: provider_name.to_owned(),
            provider_type: provider_type.to_owned(),
            issuer: None,
            primary: false,
            date_created: now.0,
        }
    }
}

impl User {
    /// The identities at other providers by which the user signs in.
    pub fn identities(&self) -> Vec<Identity> {
        self.attribute(IDENTITIES)
            .and_then(|list| serde_json::from_str(list).ok())
            .unwrap_or_default()
    }

    /// Puts a list of identities in the place of the old one; an empty one leaves no attribute.
    ///
    /// # Errors
    /// None that data could cause: a list of texts is always JSON.
    pub fn set_identities(&mut self, identities: &[Identity]) -> Result<(), serde_json::Error> {
        if identities.is_empty() {
            self.attributes.remove(IDENTITIES);
        } else {
            let list = serde_json::to_string(identities)?;
            self.attributes.insert(IDENTITIES.to_owned(), list);
        }
        Ok(())
    }
}
