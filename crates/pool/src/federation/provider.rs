//! A provider as a sign-in needs it, and which one a request asks for.

use std::collections::BTreeMap;

use poolgate_pool_api::Secret;
use poolgate_pool_api::types::{IdentityProviderType, IdentityProviderTypeType};

use crate::ctx::Engine;
use crate::error::Error;
use crate::flow::identity_providers::LIMIT;
use crate::model::provider::{is_social, subject_claim};
use crate::model::{Client, Pool};
use crate::oauth::Parameters;

/// The client id of providers that the development identity provider plays.
pub const DEVELOPMENT_CLIENT_ID: &str = "poolgate-development";

/// Before the addresses of the development identity provider, which no name server knows (RFC 6761 §6.4): whoever carries
/// requests answers these within the process.
pub const DEVELOPMENT_BASE: &str = "https://development.invalid";

/// What a request for authorization says of providers.
#[derive(Debug)]
pub enum Choice {
    /// Nothing, or the pool itself: the sign-in page.
    Page,
    /// A provider that the app client supports.
    Provider(Box<Provider>),
    /// One that there is not, or not for this app client.
    Unknown,
}

/// A provider of a pool.
#[derive(Clone)]
pub struct Provider {
    /// The name in the pool.
    pub name: String,
    pub(super) kind: IdentityProviderTypeType,
    pub(super) client_id: String,
    pub(super) details: BTreeMap<String, String>,
    /// Attributes of the pool, and the claims that they come from.
    pub(super) mapping: BTreeMap<String, String>,
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Provider")
            .field("name", &self.name)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl Provider {
    fn new(stored: IdentityProviderType) -> Option<Self> {
        let details = stored.provider_details?;
        let kind = stored.provider_type?;
        // Others than these two speak OAuth.
        let speaks_oauth = kind == IdentityProviderTypeType::Oidc || is_social(kind);
        speaks_oauth.then_some(())?;
        Some(Self {
            name: stored.provider_name?,
            kind,
            client_id: details.get("client_id").cloned()?,
            details,
            mapping: stored.attribute_mapping.unwrap_or_default(),
        })
    }

    /// Whether the development identity provider plays it.
    pub fn is_development(&self) -> bool {
        is_social(self.kind) && self.client_id == DEVELOPMENT_CLIENT_ID
    }

    pub(super) fn is_google(&self) -> bool {
        self.kind == IdentityProviderTypeType::Google
    }

    /// Whether who signed in is told by an ID token.
    pub(super) const fn gives_id_tokens(&self) -> bool {
        matches!(
            self.kind,
            IdentityProviderTypeType::Oidc
                | IdentityProviderTypeType::Google
                | IdentityProviderTypeType::SignInWithApple
        )
    }

    /// Whether it takes a proof of who asked for the code (RFC 7636).
    pub(super) const fn takes_pkce(&self) -> bool {
        !matches!(
            self.kind,
            IdentityProviderTypeType::Facebook | IdentityProviderTypeType::SignInWithApple
        )
    }

    /// The claim that names its users.
    pub(super) fn subject_claim(&self) -> &'static str {
        subject_claim(self.kind)
    }

    pub(super) fn detail(&self, name: &str) -> Option<&str> {
        let value = self.details.get(name).map(String::as_str);
        value.filter(|value| !value.is_empty())
    }

    pub(super) fn secret(&self) -> Option<Secret> {
        self.detail("client_secret").map(Secret::from)
    }

    /// Who must have signed its ID tokens.
    pub(super) fn issuer(&self) -> String {
        if self.is_development() {
            return format!("{DEVELOPMENT_BASE}/{}", self.name);
        }
        self.detail("oidc_issuer").unwrap_or_default().to_owned()
    }

    /// The claims that are mapped, without the one that names the user.
    pub(super) fn mapped(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.mapping.iter();
        pairs
            .filter(|(attribute, _)| *attribute != "username")
            .map(|(attribute, claim)| (attribute.as_str(), claim.as_str()))
    }
}

/// The provider that `identity_provider` or `idp_identifier` names, among those that the app client supports.
///
/// # Errors
/// If the storage fails.
pub async fn chosen(
    engine: &Engine,
    pool: &Pool,
    client: &Client,
    given: &Parameters,
) -> Result<Choice, Error> {
    let found = match (given.get("identity_provider"), given.get("idp_identifier")) {
        (None, None) | (Some("COGNITO"), _) => return Ok(Choice::Page),
        (Some(name), _) => engine.part::<IdentityProviderType>(&pool.id, name).await?,
        (None, Some(identifier)) => by_identifier(engine, pool, identifier).await?,
    };
    let provider = found.and_then(|found| Provider::new(found.part));
    Ok(
        match provider.filter(|found| supports(client, &found.name)) {
            Some(provider) => Choice::Provider(Box::new(provider)),
            None => Choice::Unknown,
        },
    )
}

/// The provider of this name, if the app client still supports it.
pub(super) async fn named(
    engine: &Engine,
    pool: &Pool,
    client: &Client,
    name: &str,
) -> Result<Option<Provider>, Error> {
    let found = engine.part::<IdentityProviderType>(&pool.id, name).await?;
    let provider = found.and_then(|found| Provider::new(found.part));
    Ok(provider.filter(|found| supports(client, &found.name)))
}

async fn by_identifier(
    engine: &Engine,
    pool: &Pool,
    identifier: &str,
) -> Result<Option<crate::documents::Kept<IdentityProviderType>>, Error> {
    let all = engine
        .parts::<IdentityProviderType>(&pool.id, None, LIMIT)
        .await?;
    Ok(all.into_iter().find(|one| {
        let mut identifiers = one.part.idp_identifiers.iter().flatten();
        identifiers.any(|known| known == identifier)
    }))
}

fn supports(client: &Client, name: &str) -> bool {
    let mut supported = client
        .description
        .supported_identity_providers
        .iter()
        .flatten();
    supported.any(|supported| supported == name)
}
