//! A user.

use std::collections::BTreeMap;

use poolgate_crypto::srp::{SALT_BYTES, Verifier};
use poolgate_pool_api::Timestamp;
use poolgate_pool_api::types::{AttributeType, UserStatusType, UserType};

use super::identity::Identity;
use super::login_name::name_key;
use super::pool::{Pool, SignInNames};

/// A user of a pool.
#[derive(Debug, Clone)]
pub struct User {
    /// The pool.
    pub pool_id: String,
    /// The id that never changes.
    pub sub: String,
    /// The user name: as it was given, or the `sub` in pools that sign in by an attribute.
    pub username: String,
    /// Where the user stands in its life.
    pub status: UserStatusType,
    /// Whether the user may sign in at all.
    pub enabled: bool,
    /// The attributes by name, `sub` among them.
    pub attributes: BTreeMap<String, String>,
    /// When the user was created.
    pub created_at: Timestamp,
    /// When the user was last changed.
    pub modified_at: Timestamp,
    /// Tokens issued until then are void.
    pub signed_out_at: Option<Timestamp>,
    /// Counts its changes.
    pub version: i64,
}

/// A proof of a user's password: the SRP verifier and its salt. Stored sealed.
#[derive(Debug, Clone)]
pub struct Password {
    /// The salt.
    pub salt: [u8; SALT_BYTES],
    /// The verifier.
    pub verifier: Verifier,
    /// When it was set.
    pub set_at: Timestamp,
}

/// A name beyond the user name by which a user signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// Which attribute it is.
    pub kind: AliasKind,
    /// The value as it is looked up.
    pub key: String,
}

/// The attributes that can stand for a user name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AliasKind {
    /// The email address.
    Email,
    /// The telephone number.
    PhoneNumber,
    /// The preferred user name.
    PreferredUsername,
    /// An identity at another provider; see [`super::Identity::alias`].
    Identity,
}

impl AliasKind {
    /// The attribute's name.
    pub const fn attribute(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::PhoneNumber => "phone_number",
            Self::PreferredUsername => "preferred_username",
            Self::Identity => "identities",
        }
    }
}

impl User {
    /// An attribute's value.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// Whether the email address or the telephone number is verified.
    pub fn is_verified(&self, attribute: &str) -> bool {
        self.attribute(&format!("{attribute}_verified")) == Some("true")
    }

    /// The attributes as the API lists them: `sub` first.
    pub fn attribute_list(&self, may_read: impl Fn(&str) -> bool) -> Vec<AttributeType> {
        let attribute = |name: &str, value: &str| AttributeType {
            name: name.to_owned(),
            value: Some(value.to_owned()),
        };
        let others = self
            .attributes
            .iter()
            .filter(|(name, _)| *name != "sub" && may_read(name));
        std::iter::once(attribute("sub", &self.sub))
            .chain(others.map(|(name, value)| attribute(name, value)))
            .collect()
    }

    /// The user as lists show it.
    pub fn described(&self) -> UserType {
        UserType {
            username: Some(self.username.clone()),
            attributes: Some(self.attribute_list(|_| true)),
            user_create_date: Some(self.created_at),
            user_last_modified_date: Some(self.modified_at),
            enabled: Some(self.enabled),
            user_status: Some(self.status),
            mfa_options: None,
        }
    }

    /// The names beyond the user name by which the user can sign in now.
    pub fn aliases(&self, pool: &Pool) -> Vec<Alias> {
        let alias = |kind: AliasKind| {
            let value = self
                .attribute(kind.attribute())
                .filter(|value| !value.is_empty())?;
            Some(Alias {
                kind,
                key: name_key(value, pool.rules.case_sensitive),
            })
        };
        let verified = |kind: AliasKind| alias(kind).filter(|_| self.is_verified(kind.attribute()));
        let aliases = match pool.rules.sign_in {
            SignInNames::Attribute {
                email,
                phone_number,
            } => [
                email.then(|| alias(AliasKind::Email)),
                phone_number.then(|| alias(AliasKind::PhoneNumber)),
                None,
            ],
            SignInNames::Username {
                email,
                phone_number,
                preferred_username,
            } => [
                email.then(|| verified(AliasKind::Email)),
                phone_number.then(|| verified(AliasKind::PhoneNumber)),
                preferred_username.then(|| alias(AliasKind::PreferredUsername)),
            ],
        };
        let identities = self.identities();
        // Whoever comes from another provider signs in there alone: an address that a provider tells is nobody's name.
        let is_local = self.status != UserStatusType::ExternalProvider;
        aliases
            .into_iter()
            .flatten()
            .flatten()
            .filter(|_| is_local)
            .chain(
                identities
                    .iter()
                    .map(|identity| Identity::alias(&identity.provider_name, &identity.user_id)),
            )
            .collect()
    }
}
