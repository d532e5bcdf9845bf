//! The settings of identity providers: what may be set, and what is given back.

use std::collections::BTreeMap;

use poolgate_pool_api::types::{IdentityProviderType, IdentityProviderTypeType};

use crate::ctx::Engine;
use crate::error::Error;
use crate::model::{Pool, provider};

/// How many providers a pool can have.
pub(crate) const LIMIT: usize = 300;

/// The provider of this name.
pub(crate) async fn find(
    engine: &Engine,
    pool: &Pool,
    name: &str,
) -> Result<crate::documents::Kept<IdentityProviderType>, Error> {
    engine
        .part(&pool.id, name)
        .await?
        .ok_or_else(|| Error::ProviderNotFound(name.to_owned()))
}

/// The details with what is known of the type. The texts of refusals are unconfirmed.
pub(crate) fn details(
    provider_type: IdentityProviderTypeType,
    given: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, Error> {
    if provider_type == IdentityProviderTypeType::Saml {
        return Err(Error::NotBuilt("SAML identity providers".to_owned()));
    }
    let details = provider::complete(provider_type, given).map_err(|missing| {
        Error::InvalidParameter(format!(
            "The field {missing} is required in ProviderDetails for provider type {}.",
            provider_type.as_str()
        ))
    })?;
    let scopes = details.get("authorize_scopes").map(String::as_str);
    let scopes = scopes.unwrap_or_default();
    if provider_type == IdentityProviderTypeType::Oidc && !scopes.split(' ').any(|s| s == "openid")
    {
        return Err(Error::InvalidParameter(
            "authorize_scopes of an OIDC provider must contain openid.".to_owned(),
        ));
    }
    for (name, url) in &details {
        let is_address = matches!(
            name.as_str(),
            "oidc_issuer" | "authorize_url" | "token_url" | "attributes_url" | "jwks_uri"
        );
        if is_address && !is_safe(url) {
            return Err(Error::InvalidParameter(format!(
                "{name} must be an https:// URL."
            )));
        }
    }
    Ok(details)
}

/// HTTPS, or the own machine, where tests and development have their providers.
fn is_safe(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else {
        return false;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let name = host
        .rsplit_once(':')
        .map_or(host, |(name, _)| name)
        .to_ascii_lowercase();
    let local = matches!(name.as_str(), "localhost" | "127.0.0.1" | "[::1]");
    !host.is_empty() && !host.contains('@') && (scheme == "https" || (scheme == "http" && local))
}

/// The mapping with the claim that names the user. Every target must be an attribute of the pool that
/// can change, since it is written again at each sign-in. The texts are unconfirmed.
pub(crate) fn mapping(
    pool: &Pool,
    provider_type: IdentityProviderTypeType,
    given: Option<&BTreeMap<String, String>>,
) -> Result<BTreeMap<String, String>, Error> {
    let subject = provider::subject_claim(provider_type);
    let mut mapping = given.cloned().unwrap_or_default();
    let username = mapping
        .entry("username".to_owned())
        .or_insert_with(|| subject.to_owned());
    if username != subject {
        return Err(Error::InvalidParameter(format!(
            "The attribute username must be mapped to {subject}."
        )));
    }
    for name in mapping.keys().filter(|name| *name != "username") {
        match pool.rules.schema.rule(name) {
            Some(rule) if rule.mutable && name != "sub" && name != "identities" => {}
            Some(_) => {
                return Err(Error::InvalidParameter(format!(
                    "Attribute {name} cannot be mapped: it is not mutable."
                )));
            }
            None => {
                return Err(Error::InvalidParameter(format!(
                    "Attribute {name} does not exist in the schema."
                )));
            }
        }
    }
    Ok(mapping)
}

/// Refuses identifiers that another provider of the pool has. The text is unconfirmed.
pub(crate) async fn check_identifiers(
    engine: &Engine,
    pool: &Pool,
    name: &str,
    identifiers: &[String],
) -> Result<(), Error> {
    if identifiers.is_empty() {
        return Ok(());
    }
    let others = engine
        .parts::<IdentityProviderType>(&pool.id, None, LIMIT)
        .await?;
    for other in others.iter().filter(|other| other.key() != name) {
        let mut taken = other.part.idp_identifiers.iter().flatten();
        if let Some(taken) = taken.find(|taken| identifiers.contains(taken)) {
            return Err(Error::DuplicateProvider(format!(
                "The identifier {taken} belongs to another identity provider."
            )));
        }
    }
    Ok(())
}

/// A provider as it is given back: without what is for signing alone.
pub(crate) fn shown(mut provider: IdentityProviderType) -> IdentityProviderType {
    if let (Some(provider_type), Some(details)) =
        (provider.provider_type, &mut provider.provider_details)
    {
        *details = provider::shown(provider_type, details);
    }
    provider
}
