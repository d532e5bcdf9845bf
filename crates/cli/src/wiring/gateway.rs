//! The gateway in front of the embedded pool, AWS, or any compatible endpoint.

use std::sync::Arc;

use anyhow::{Context, Result};
use poolgate_client::{ClientConfig, Credentials};
use poolgate_gateway::{
    Config as GatewayConfig, Cors, Data, Gateway, RedisSessions, SecretKey, SessionStore,
    SqliteStore,
};
use poolgate_metrics::Metrics;

use super::data::redis_sessions;
use super::keys;
use super::pool::EmbeddedPool;
use crate::config::{self, Config};

/// Builds the gateway; with an embedded pool it needs no socket to reach it. Without a store it has no data of
/// its own: no directory, and no reset codes.
pub(crate) async fn gateway(
    config: &Config,
    pool: Option<&EmbeddedPool>,
    store: Option<&SqliteStore>,
    metrics: Metrics,
) -> Result<Gateway> {
    let cognito = &config.cognito;
    let (client, issuer, jwks_uri) = if let Some(pool) = pool {
        (pool.client(), pool.issuer(), cognito.jwks_uri.clone())
    } else {
        let (client, issuer) = remote(config)?;
        (client, issuer, cognito.jwks_url())
    };
    let secret_key = SecretKey::from_text(&keys::secret_key(config)?);
    let mut gateway = GatewayConfig::new(client, issuer, secret_key);
    gateway.jwks_uri = jwks_uri;
    gateway.hosted = pool.map_or_else(|| cognito.hosted_url(), |pool| Some(pool.hosted()));
    gateway.leeway = cognito.leeway;
    gateway.metrics = metrics;
    gateway.dev = config.is_development();
    if let Some(store) = store {
        let mut data = Data::new(Arc::new(store.clone()));
        data.fixed_code.clone_from(&config.development.code);
        if let Some(sessions) = redis_sessions(config, gateway.metrics.clone())? {
            // It may come up later than this gateway, as the pool may.
            tokio::spawn(tell_if_away(sessions.clone()));
            data.sessions = Arc::new(sessions);
        }
        gateway.data = Some(data);
    }
    apply(config, &mut gateway)?;
    Ok(Gateway::new(gateway).await?)
}

async fn tell_if_away(sessions: RedisSessions) {
    if let Err(error) = sessions.reach().await {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "sessions cannot be checked: who has a cookie gets 503 until the server of server.redis_url answers"
        );
    }
}

/// The settings that may change while the gateway runs.
pub(super) fn apply(config: &Config, gateway: &mut GatewayConfig) -> Result<()> {
    gateway.public_url.clone_from(&config.server.public_url);
    gateway.audit_addresses = config.audit.addresses;
    gateway.rules.clone_from(&config.rules);
    gateway.refused_passwords = config
        .security
        .refused_passwords
        .as_ref()
        .map(|(_, list)| Arc::clone(list));
    gateway.limits = config.server.limits.then_some(config.limits);
    gateway.privacy = config.server.privacy;
    gateway.sessions = config.sessions;
    gateway.pages = config.pages.gateway.clone();
    gateway.verification = config.server.verify;
    gateway.pool_down = config.server.pool_down;
    gateway.cors = match &config.server.cors {
        config::Cors::None => Cors::None,
        config::Cors::Any => Cors::Any,
        config::Cors::Origins(origins) => Cors::Origins(origins.clone()),
    };
    if let Some(attributes) = &config.server.profile_attributes {
        gateway.profile_attributes.clone_from(attributes);
    } else {
        gateway.profile_attributes = GatewayConfig::profile_attributes();
    }
    if let Some(data) = &mut gateway.data {
        data.templates = Arc::clone(&config.mail.texts);
    }
    gateway.trusted_proxies = config
        .server
        .trusted_proxies
        .iter()
        .map(|network| network.parse())
        .collect::<Result<_, _>>()
        .context("server.trusted_proxies")?;
    Ok(())
}

/// A client of the pool, for commands: the embedded one is opened for it.
pub(crate) async fn pool_client(config: &Config) -> Result<ClientConfig> {
    if config.pool.embedded {
        let pool = EmbeddedPool::open(config, config.server.pool_listen, None).await?;
        return Ok(pool.client());
    }
    Ok(remote(config)?.0)
}

/// A client of a pool elsewhere.
pub(crate) fn remote_client(config: &Config) -> Result<ClientConfig> {
    Ok(remote(config)?.0)
}

/// A pool elsewhere: its client, and the issuer of its tokens.
fn remote(config: &Config) -> Result<(ClientConfig, String)> {
    let cognito = &config.cognito;
    let pool_id = cognito
        .user_pool_id
        .as_deref()
        .context("no user pool is set")?;
    let client_id = cognito
        .client_id
        .as_deref()
        .context("no app client is set")?;
    let mut client = ClientConfig::new(&cognito.region, pool_id, client_id);
    client.client_secret.clone_from(&cognito.client_secret);
    client.endpoint_url.clone_from(&cognito.endpoint_url);
    client.credentials = Credentials::Chain;
    if cognito.endpoint_url.is_none() {
        client.quotas = Some(config.quotas);
    }
    let issuer = cognito
        .issuer_url()
        .context("the issuer of the pool's tokens is not known")?;
    Ok((client, issuer))
}
