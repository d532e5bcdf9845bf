//! The default pool's sign-in in a browser: a domain, the code flow to the gateway's own addresses, and, in
//! development, Google as the development identity provider plays it. What somebody changed stays as it is.

use std::collections::BTreeMap;

use poolgate_pool_api::types::{
    DomainDescriptionType, DomainStatusType, IdentityProviderType, IdentityProviderTypeType,
    OauthFlowType,
};

use super::{CLIENT_SETTING, POOL_SETTING, Pins, remember};
use crate::ctx::Engine;
use crate::documents;
use crate::error::Error;
use crate::federation::DEVELOPMENT_CLIENT_ID;
use crate::flow::domains;
use crate::flow::identity_providers::{details, mapping};
use crate::model::{Client, Pool};
use crate::store::{Change, CommitError, Conflict};

/// The addresses of the gateway that were set last; there once all this was done.
const SETTING: &str = "default_callback_urls";

/// The provider that is played.
const GOOGLE: &str = "Google";

/// Those of the gateway's own routes that use the pool's API want the last one.
const SCOPES: [&str; 5] = [
    "openid",
    "email",
    "phone",
    "profile",
    "aws.cognito.signin.user.admin",
];

/// Brings the pool and the client up to it, where both were made here.
pub(super) async fn ensure(
    engine: &Engine,
    pool: &Pool,
    client: &Client,
    pins: &Pins,
) -> Result<(), Error> {
    let is = async |name: &str, id: &str| -> Result<bool, Error> {
        Ok(engine.store.setting(name).await?.as_deref() == Some(id))
    };
    let own = is(POOL_SETTING, &pool.id).await? && is(CLIENT_SETTING, &client.id).await?;
    if !own || pins.callback_urls.is_empty() {
        return Ok(());
    }
    let before = engine.store.setting(SETTING).await?;
    let urls = serde_json::to_string(&pins.callback_urls).map_err(Error::internal)?;
    match &before {
        None => {
            let google = pins.development && ensure_google(engine, pool).await?;
            ensure_domain(engine, pool).await?;
            if is_untouched(client) {
                let mut changed = client.description.clone();
                changed.supported_identity_providers = Some(providers(google));
                changed.allowed_oauth_flows = Some(vec![OauthFlowType::Code]);
                changed.allowed_oauth_flows_user_pool_client = Some(true);
                changed.allowed_oauth_scopes = Some(SCOPES.map(str::to_owned).into());
                changed.callback_urls = Some(pins.callback_urls.clone());
                changed.logout_urls = Some(pins.logout_urls.clone());
                update(engine, client, changed).await?;
            }
        }
        // Sign-out addresses came later than the others.
        Some(before) if *before == urls && client.description.logout_urls.is_some() => {
            return Ok(());
        }
        Some(before) => {
            // The gateway has other addresses now.
            let set: Vec<String> = serde_json::from_str(before).unwrap_or_default();
            if client.description.callback_urls.as_ref() == Some(&set) {
                let mut changed = client.description.clone();
                changed.callback_urls = Some(pins.callback_urls.clone());
                changed.logout_urls = Some(pins.logout_urls.clone());
                update(engine, client, changed).await?;
            }
        }
    }
    remember(engine, SETTING, &urls).await?;
    Ok(())
}

fn providers(google: bool) -> Vec<String> {
    let mut names = vec!["COGNITO".to_owned()];
    if google {
        names.push(GOOGLE.to_owned());
    }
    names
}

/// Whether nobody has set the client up for OAuth.
fn is_untouched(client: &Client) -> bool {
    let description = &client.description;
    let has = |list: &Option<Vec<String>>| list.as_ref().is_some_and(|list| !list.is_empty());
    description.allowed_oauth_flows_user_pool_client != Some(true)
        && !has(&description.callback_urls)
        && !has(&description.supported_identity_providers)
}

async fn update(
    engine: &Engine,
    client: &Client,
    description: poolgate_pool_api::types::UserPoolClientType,
) -> Result<(), Error> {
    let changed = Client::new(
        client.id.clone(),
        client.pool_id.clone(),
        client.secrets.clone(),
        description,
        client.version,
    );
    engine
        .commit(vec![Change::UpdateClient(Box::new(changed))])
        .await?;
    Ok(())
}

/// Whether the pool has the provider that is played: it is made where there is none of this name.
async fn ensure_google(engine: &Engine, pool: &Pool) -> Result<bool, Error> {
    if engine
        .part::<IdentityProviderType>(&pool.id, GOOGLE)
        .await?
        .is_some()
    {
        return Ok(true);
    }
    let kind = IdentityProviderTypeType::Google;
    let pairs = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        let pairs = pairs.iter();
        pairs
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    };
    let given = pairs(&[
        ("client_id", DEVELOPMENT_CLIENT_ID),
        ("client_secret", "development"),
        ("authorize_scopes", "openid email profile"),
    ]);
    let mapped = pairs(&[
        ("email", "email"),
        ("email_verified", "email_verified"),
        ("name", "name"),
        ("given_name", "given_name"),
        ("family_name", "family_name"),
    ]);
    let now = engine.clock.now();
    let provider = IdentityProviderType {
        user_pool_id: Some(pool.id.clone()),
        provider_name: Some(GOOGLE.to_owned()),
        provider_type: Some(kind),
        provider_details: Some(details(kind, &given)?),
        attribute_mapping: Some(mapping(pool, kind, Some(&mapped))?),
        idp_identifiers: Some(Vec::new()),
        last_modified_date: Some(now),
        creation_date: Some(now),
        ..Default::default()
    };
    engine
        .commit(vec![documents::create(&pool.id, GOOGLE, &provider)?])
        .await?;
    Ok(true)
}

/// A prefix of the pool's own, where it has no domain.
async fn ensure_domain(engine: &Engine, pool: &Pool) -> Result<(), Error> {
    if !domains::of_pool(engine, &pool.id).await?.is_empty() {
        return Ok(());
    }
    let name = pool.id.rsplit('_').next().unwrap_or_default();
    let domain = format!("poolgate-{}", name.to_ascii_lowercase());
    let description = DomainDescriptionType {
        user_pool_id: Some(pool.id.clone()),
        aws_account_id: Some(pool.account.clone()),
        domain: Some(domain.clone()),
        status: Some(DomainStatusType::Active),
        managed_login_version: Some(1),
        ..Default::default()
    };
    let change = documents::create(&pool.id, &domain, &description)?;
    match engine.commit(vec![change]).await {
        // Another pool has it: then this one goes without.
        Err(CommitError::Conflict(Conflict::Id)) => Ok(()),
        result => Ok(result?),
    }
}
