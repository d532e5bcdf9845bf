//! The gateway itself: what all routes share, and the router.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use poolgate_client::{Client, Transport};
use poolgate_crypto::Sealer;
use poolgate_verify::{
    ClientIds, Clock, FetchError, FetchKeySet, Issuer, SystemClock, TokenUse, Verifier,
};

use crate::attribute::is_never_allowed;
use crate::config::{Config, ConfigError, Cors};
use crate::layers::{self, Origin};
use crate::limit::Buckets;
use crate::readiness::Readiness;
use crate::routes;
use crate::users::Users;

/// An authentication service in front of one user pool. Cheap to clone.
#[derive(Clone)]
pub struct Gateway(Arc<Inner>);

struct Inner {
    config: Config,
    public_origin: Option<Origin>,
    client: Client,
    verifier: Verifier,
    sealer: Sealer,
    buckets: Buckets,
    users: Users,
    readiness: Readiness,
}

impl Gateway {
    /// Builds the gateway. Nothing is called yet, so it starts while the pool is down.
    pub async fn new(config: Config) -> Result<Self, ConfigError> {
        let client = Client::new(config.client.clone()).await;
        let verifier = verifier(&config)?;
        let public_origin = config
            .public_url
            .as_ref()
            .map(|url| Origin::of_url(url).ok_or_else(|| ConfigError::PublicUrl(url.clone())))
            .transpose()?;
        if let Cors::Origins(origins) = &config.cors
            && let Some(bad) = origins.iter().find(|origin| !Origin::is_exact(origin))
        {
            return Err(ConfigError::Origin(bad.clone()));
        }
        if let Some(bad) = config
            .allowed_attributes
            .iter()
            .chain(&config.profile_attributes)
            .find(|name| is_never_allowed(name))
        {
            return Err(ConfigError::Attribute(bad.clone()));
        }
        Ok(Self(Arc::new(Inner {
            public_origin,
            client,
            verifier,
            sealer: Sealer::new(config.secret_key.bytes()),
            buckets: Buckets::new(config.limits),
            users: Users::new(config.user_cache),
            readiness: Readiness::default(),
            config,
        })))
    }

    /// The routes with all their layers. Nests in any axum application.
    pub fn router(&self) -> axum::Router {
        let (router, document) = routes::router().split_for_parts();
        let router = router.merge(crate::openapi::routes(document));
        layers::wrap(router, self).with_state(self.clone())
    }

    /// The verifier of the pool's access tokens, for guarding other routes of an application.
    pub fn verifier(&self) -> &Verifier {
        &self.0.verifier
    }

    /// The client of the pool.
    pub fn client(&self) -> &Client {
        &self.0.client
    }

    pub(crate) fn config(&self) -> &Config {
        &self.0.config
    }

    pub(crate) fn public_origin(&self) -> Option<&Origin> {
        self.0.public_origin.as_ref()
    }

    /// What users know the gateway by: the host of its public URL.
    pub(crate) fn host_name(&self) -> &str {
        self.public_origin().map_or("localhost", Origin::host)
    }

    pub(crate) fn sealer(&self) -> &Sealer {
        &self.0.sealer
    }

    pub(crate) fn buckets(&self) -> &Buckets {
        &self.0.buckets
    }

    pub(crate) fn users(&self) -> &Users {
        &self.0.users
    }

    pub(crate) fn readiness(&self) -> &Readiness {
        &self.0.readiness
    }

    /// Unix seconds, for what is sealed with an end.
    pub(crate) fn now() -> u64 {
        SystemClock.unix_seconds()
    }
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gateway")
            .field("config", &self.0.config)
            .finish_non_exhaustive()
    }
}

fn verifier(config: &Config) -> Result<Verifier, ConfigError> {
    let issuer = Issuer::url(&config.issuer)?;
    let url = config.jwks_uri.clone().unwrap_or_else(|| issuer.jwks_uri());
    let clients = ClientIds::only([config.client.client_id.clone()]);
    let verifier = Verifier::builder(issuer, clients, TokenUse::Access)
        .leeway(config.leeway)
        .key_source(Keys {
            transport: config.client.transport.clone(),
            url,
        })
        .build()?;
    Ok(verifier)
}

/// The pool's key set, over the same transport as the calls.
struct Keys {
    transport: Transport,
    url: String,
}

#[async_trait]
impl FetchKeySet for Keys {
    async fn fetch(&self, max_bytes: usize) -> Result<Vec<u8>, FetchError> {
        let document = self
            .transport
            .get(&self.url)
            .await
            .map_err(FetchError::new)?;
        if document.len() > max_bytes {
            return Err(FetchError::new(format!(
                "{} answered more than {max_bytes} bytes",
                self.url
            )));
        }
        Ok(document.to_vec())
    }
}
