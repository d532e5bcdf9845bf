//! The settings of app clients: defaults, and what may not stand together.

use poolgate_pool_api::Timestamp;
use poolgate_pool_api::types::{
    CreateUserPoolClientRequest, ExplicitAuthFlowsType, FeatureType, IdentityProviderType,
    OauthFlowType, PreventUserExistenceErrorTypes, TokenValidityUnitsType, UserPoolClientType,
};

use crate::ctx::Engine;
use crate::error::Error;
use crate::flow::resource_servers;
use crate::model::{Client, Pool};

/// What DescribeUserPoolClient will say: the request, with Cognito's defaults where it is silent.
pub(crate) fn describe(
    input: &CreateUserPoolClientRequest,
    now: Timestamp,
) -> Result<UserPoolClientType, Error> {
    let same = serde_json::to_value(input).and_then(serde_json::from_value::<UserPoolClientType>);
    let mut client = same.map_err(Error::internal)?;
    client.client_secret = None;
    client.creation_date = Some(now);
    client.last_modified_date = Some(now);
    if client.refresh_token_validity.unwrap_or(0) == 0 {
        client.refresh_token_validity = Some(30);
    }
    client
        .token_validity_units
        .get_or_insert_with(TokenValidityUnitsType::default);
    client
        .prevent_user_existence_errors
        .get_or_insert(PreventUserExistenceErrorTypes::Legacy);
    client
        .allowed_oauth_flows_user_pool_client
        .get_or_insert(false);
    client.enable_token_revocation.get_or_insert(true);
    client
        .enable_propagate_additional_user_context_data
        .get_or_insert(false);
    client.auth_session_validity.get_or_insert(3);
    Ok(client)
}

/// Refuses settings that contradict each other, or name what the pool does not have.
pub(crate) async fn check(
    engine: &Engine,
    pool: &Pool,
    input: &CreateUserPoolClientRequest,
    confidential: bool,
) -> Result<(), Error> {
    let invalid = |text: &str| Err(Error::InvalidParameter(text.to_owned()));
    let flows = input.explicit_auth_flows.as_deref().unwrap_or_default();
    let legacy = |flow: &ExplicitAuthFlowsType| !flow.as_str().starts_with("ALLOW_");
    if flows.iter().any(legacy) && !flows.iter().all(legacy) {
        return invalid(
            "Legacy auth flows cannot be used together with auth flows that begin with ALLOW_.",
        );
    }
    let rotates = input
        .refresh_token_rotation
        .as_ref()
        .and_then(|rotation| rotation.feature)
        == Some(FeatureType::Enabled);
    if rotates && flows.contains(&ExplicitAuthFlowsType::AllowRefreshTokenAuth) {
        return invalid(
            "Refresh token rotation cannot be enabled together with ALLOW_REFRESH_TOKEN_AUTH.",
        );
    }
    if input.enable_propagate_additional_user_context_data == Some(true) && !confidential {
        return invalid("EnablePropagateAdditionalUserContextData needs a client with a secret.");
    }
    for name in input
        .read_attributes
        .iter()
        .chain(&input.write_attributes)
        .flatten()
    {
        if name != "oidc:profile" && pool.rules.schema.rule(name).is_none() {
            return invalid(&format!("Invalid attribute: {name}"));
        }
    }
    check_exists(engine, pool, input).await?;
    check_oauth(input, confidential)
}

/// Providers and scopes must exist.
async fn check_exists(
    engine: &Engine,
    pool: &Pool,
    input: &CreateUserPoolClientRequest,
) -> Result<(), Error> {
    for name in input.supported_identity_providers.iter().flatten() {
        if name != "COGNITO"
            && engine
                .part::<IdentityProviderType>(&pool.id, name)
                .await?
                .is_none()
        {
            return Err(Error::InvalidParameter(format!(
                "The provider {name} does not exist for User Pool {}.",
                pool.id
            )));
        }
    }
    for scope in input.allowed_oauth_scopes.iter().flatten() {
        if !resource_servers::offers(engine, &pool.id, scope).await? {
            return Err(Error::ScopeNotFound(scope.clone()));
        }
    }
    Ok(())
}

fn check_oauth(input: &CreateUserPoolClientRequest, confidential: bool) -> Result<(), Error> {
    let flows = input.allowed_oauth_flows.as_deref().unwrap_or_default();
    let scopes = input.allowed_oauth_scopes.as_deref().unwrap_or_default();
    if input.allowed_oauth_flows_user_pool_client == Some(true)
        && (flows.is_empty() || scopes.is_empty())
    {
        return Err(Error::InvalidOauthFlow(
            "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.",
        ));
    }
    if flows.contains(&OauthFlowType::ClientCredentials) {
        if flows.len() > 1 {
            return Err(Error::InvalidOauthFlow(
                "client_credentials flow can not be selected along with code flow or implicit flow.",
            ));
        }
        if !confidential {
            return Err(Error::InvalidOauthFlow(
                "client_credentials flow can not be selected if client does not have a client secret.",
            ));
        }
    }
    for url in input
        .callback_urls
        .iter()
        .chain(&input.logout_urls)
        .flatten()
    {
        if !is_callback(url) {
            return Err(Error::InvalidParameter(format!(
                "Invalid redirect URI: {url}"
            )));
        }
    }
    match (&input.default_redirect_uri, &input.callback_urls) {
        (Some(default), urls) if !urls.iter().flatten().any(|url| url == default) => {
            Err(Error::InvalidParameter(
                "DefaultRedirectURI must be one of the CallbackURLs.".to_owned(),
            ))
        }
        _ => Ok(()),
    }
}

/// Absolute, without a fragment, and HTTPS; HTTP for the own machine; schemes of apps.
fn is_callback(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else {
        return false;
    };
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    let local = ["localhost", "127.0.0.1", "[::1]"].iter().any(|name| {
        host.strip_prefix(name)
            .is_some_and(|port| port.is_empty() || port.starts_with(':'))
    });
    !url.contains('#') && !rest.is_empty() && (scheme != "http" || local)
}

const FIVE_MINUTES: i64 = 5 * 60;
const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;

/// Refuses lifetimes outside Cognito's ranges.
pub(crate) fn check_lifetimes(client: &Client) -> Result<(), Error> {
    let units = client
        .description
        .token_validity_units
        .clone()
        .unwrap_or_default();
    let unit_without_value = (units.access_token.is_some()
        && client.description.access_token_validity.is_none())
        || (units.id_token.is_some() && client.description.id_token_validity.is_none());
    let rules = &client.rules;
    let short = FIVE_MINUTES..=DAY;
    if unit_without_value
        || !short.contains(&rules.access_seconds)
        || !short.contains(&rules.id_seconds)
        || !(HOUR..=3650 * DAY).contains(&rules.refresh_seconds)
        || rules.refresh_seconds < rules.access_seconds.max(rules.id_seconds)
    {
        return Err(Error::InvalidParameter(
            "Invalid range for token validity.".to_owned(),
        ));
    }
    Ok(())
}
