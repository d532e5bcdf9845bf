//! What the pool answers, as types.

use std::collections::BTreeMap;
use std::fmt;

use aws_sdk_cognitoidentityprovider::types::{
    AttributeType, AuthenticationResultType, CodeDeliveryDetailsType,
};
use secrecy::SecretString;

use crate::error::{Error, incomplete};

/// The tokens of a sign-in or a refresh.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// The access token, a JWT.
    pub access_token: SecretString,
    /// The ID token, a JWT.
    pub id_token: Option<SecretString>,
    /// The refresh token: present after a sign-in, and after a refresh where the pool rotates it.
    pub refresh_token: Option<SecretString>,
    /// `Bearer`.
    pub token_type: String,
    /// For how many seconds the access token is valid.
    pub expires_in: i32,
}

impl Tokens {
    pub(crate) fn from_sdk(result: AuthenticationResultType) -> Option<Self> {
        Some(Self {
            access_token: result.access_token?.into(),
            id_token: result.id_token.map(SecretString::from),
            refresh_token: result.refresh_token.map(SecretString::from),
            token_type: result.token_type.unwrap_or_else(|| "Bearer".to_owned()),
            expires_in: result.expires_in,
        })
    }
}

/// Where the pool says it sent a code. The destination is masked by the pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The masked address, such as `u***@e***`.
    pub destination: Option<String>,
    /// `EMAIL` or `SMS`.
    pub medium: Option<String>,
    /// The attribute that holds the address, such as `email`.
    pub attribute: Option<String>,
}

impl From<CodeDeliveryDetailsType> for Delivery {
    fn from(details: CodeDeliveryDetailsType) -> Self {
        Self {
            destination: details.destination,
            medium: details.delivery_medium.map(|m| m.as_str().to_owned()),
            attribute: details.attribute_name,
        }
    }
}

/// A user who signs up.
#[derive(Clone)]
pub struct NewUser {
    /// The user name, or the email address or phone number that serves as one.
    pub username: String,
    /// The password.
    pub password: SecretString,
    /// Attributes by name.
    pub attributes: BTreeMap<String, String>,
}

impl fmt::Debug for NewUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewUser")
            .field("username", &self.username)
            .field("attributes", &self.attributes.keys())
            .finish_non_exhaustive()
    }
}

/// The answer to a sign-up.
#[derive(Clone, Debug)]
pub struct SignedUp {
    /// The `sub` of the new user.
    pub user_sub: String,
    /// Whether the user may sign in at once.
    pub confirmed: bool,
    /// Where the confirmation code went.
    pub delivery: Option<Delivery>,
    /// A session with which a choice-based sign-in can go on after the confirmation.
    pub session: Option<SecretString>,
}

/// A user as `GetUser` shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// The user name inside the pool.
    pub username: String,
    /// Attributes by name.
    pub attributes: BTreeMap<String, String>,
    /// The factors that are set up, such as `SOFTWARE_TOKEN_MFA`.
    pub mfa_methods: Vec<String>,
    /// The preferred one.
    pub preferred_mfa: Option<String>,
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User")
            .field("username", &self.username)
            .field("attributes", &self.attributes.keys())
            .finish_non_exhaustive()
    }
}

pub(crate) fn attribute_map(attributes: Vec<AttributeType>) -> BTreeMap<String, String> {
    attributes
        .into_iter()
        .map(|attribute| (attribute.name, attribute.value.unwrap_or_default()))
        .collect()
}

pub(crate) fn attribute_list(
    attributes: &BTreeMap<String, String>,
) -> Result<Vec<AttributeType>, Error> {
    attributes
        .iter()
        .map(|(name, value)| {
            AttributeType::builder()
                .name(name)
                .value(value)
                .build()
                .map_err(|_| incomplete("attribute name"))
        })
        .collect()
}
