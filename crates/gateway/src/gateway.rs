//! The gateway itself: what all routes share, and the router.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use poolgate_client::Client;
use poolgate_crypto::{CodeKey, MasterKey, Sealer};
use poolgate_metrics::{JWKS_AGE, Metrics};
use poolgate_verify::{ClientIds, Clock, Issuer, SystemClock, TokenUse, Verifier};

use crate::attribute::is_never_allowed;
use crate::code::Code;
use crate::config::{Config, ConfigError, Cors};
use crate::data::Data;
use crate::directory::InStep;
use crate::error::ApiError;
use crate::guard::Guard;
use crate::keys::{KeyAge, Keys};
use crate::layers::{self, Origin};
use crate::limit::Buckets;
use crate::observer::Counted;
use crate::pages::FactsCache;
use crate::readiness::Readiness;
use crate::routes;
use crate::session::Refreshes;
use crate::users::Users;

/// An authentication service in front of one user pool. Cheap to clone.
#[derive(Clone)]
pub struct Gateway(Arc<Inner>);

struct Inner {
    config: Config,
    public_origin: Option<Origin>,
    sealer: Sealer,
    codes: CodeKey,
    accounts: CodeKey,
    sessions: CodeKey,
    buckets: Arc<Buckets>,
    shared: Arc<Shared>,
}

/// What stays when the settings change.
struct Shared {
    client: Client,
    verifier: Verifier,
    key_age: Arc<KeyAge>,
    users: Users,
    readiness: Readiness,
    in_step: InStep,
    refreshes: Refreshes,
    facts: FactsCache,
    stopping: AtomicBool,
}

impl Gateway {
    /// Builds the gateway. Nothing is called yet, so it starts while the pool is down.
    pub async fn new(mut config: Config) -> Result<Self, ConfigError> {
        let observer = Arc::new(Counted(config.metrics.clone()));
        config.client.observer.get_or_insert(observer);
        let client = Client::new(config.client.clone()).await;
        let key_age = Arc::new(KeyAge::default());
        let shared = Shared {
            client,
            verifier: verifier(&config, &key_age)?,
            key_age,
            users: Users::new(config.user_cache),
            readiness: Readiness::default(),
            in_step: InStep::default(),
            refreshes: Refreshes::default(),
            facts: FactsCache::new(config.dev),
            stopping: AtomicBool::new(false),
        };
        let buckets = Arc::new(Buckets::new(config.limits));
        Self::assemble(config, buckets, Arc::new(shared))
    }

    /// A gateway with other settings on the same connections, keys, counters and caches. What is about
    /// the user pool itself, its tokens, the secret key and the numbers stays as it is.
    pub fn with_settings(&self, config: Config) -> Result<Self, ConfigError> {
        let old = self.config();
        let buckets = if config.limits == old.limits {
            Arc::clone(&self.0.buckets)
        } else {
            Arc::new(Buckets::new(config.limits))
        };
        let config = Config {
            client: old.client.clone(),
            issuer: old.issuer.clone(),
            jwks_uri: old.jwks_uri.clone(),
            hosted: old.hosted.clone(),
            leeway: old.leeway,
            secret_key: old.secret_key.clone(),
            user_cache: old.user_cache,
            metrics: old.metrics.clone(),
            ..config
        };
        Self::assemble(config, buckets, Arc::clone(&self.0.shared))
    }

    fn assemble(
        config: Config,
        buckets: Arc<Buckets>,
        shared: Arc<Shared>,
    ) -> Result<Self, ConfigError> {
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
        let key = MasterKey::from_bytes(config.secret_key.bytes());
        Ok(Self(Arc::new(Inner {
            public_origin,
            sealer: Sealer::new(config.secret_key.bytes()),
            codes: key.code_key("gateway/codes"),
            accounts: key.code_key("gateway/audit"),
            sessions: key.code_key("gateway/sessions"),
            buckets,
            shared,
            config,
        })))
    }

    /// The routes with all their layers. Nests in any axum application.
    pub fn router(&self) -> axum::Router {
        let (router, document) = routes::router().split_for_parts();
        let router = router
            .merge(crate::openapi::routes(document))
            .merge(poolgate_ui::assets_router().with_state(()));
        layers::wrap(router, self).with_state(self.clone())
    }

    /// A layer in front of other routes of an application that nests the router: only signed-in callers pass.
    pub fn guard(&self) -> Guard {
        Guard::new(self.clone())
    }

    /// The verifier of the pool's access tokens, for guarding other routes of an application.
    pub fn verifier(&self) -> &Verifier {
        &self.0.shared.verifier
    }

    /// The client of the pool.
    pub fn client(&self) -> &Client {
        &self.0.shared.client
    }

    /// The numbers, for whoever serves them.
    pub fn metrics(&self) -> &Metrics {
        &self.config().metrics
    }

    /// Brings the numbers up to date that are not counted but looked at.
    pub fn measure(&self) {
        if let Some(age) = self.0.shared.key_age.seconds() {
            self.metrics().set(JWKS_AGE, &[], age);
        }
    }

    /// Says from now on that it is not ready, so that no new requests are sent to it. It goes on
    /// answering those that come.
    pub fn drain(&self) {
        self.0.shared.stopping.store(true, Ordering::Release);
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.0.shared.stopping.load(Ordering::Acquire)
    }

    /// An account in the audit log: the same account has the same hash, and only who has the secret key
    /// can tell which one it is.
    pub(crate) fn account_hash(&self, account: &str) -> String {
        let mac = self.0.accounts.mac(&[self.pool_id()], account);
        hex::encode(&mac[..16])
    }

    /// What it was built from.
    pub fn config(&self) -> &Config {
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
        &self.0.shared.users
    }

    pub(crate) fn readiness(&self) -> &Readiness {
        &self.0.shared.readiness
    }

    /// The gateway's own data, for routes that do not work without.
    pub(crate) fn data(&self) -> Result<&Data, ApiError> {
        self.config().data.as_ref().ok_or_else(|| {
            ApiError::new(Code::Misconfigured).cause("the gateway keeps no data of its own")
        })
    }

    /// The key of the gateway's own codes.
    pub(crate) fn codes(&self) -> &CodeKey {
        &self.0.codes
    }

    pub(crate) fn pool_id(&self) -> &str {
        &self.config().client.user_pool_id
    }

    /// What a user, or a session of the pool, is called in the store of sessions.
    pub(crate) fn session_mac(&self, name: &str) -> [u8; 32] {
        self.0.sessions.mac(&[self.pool_id()], name)
    }

    pub(crate) fn refreshes(&self) -> &Refreshes {
        &self.0.shared.refreshes
    }

    pub(crate) fn facts(&self) -> &FactsCache {
        &self.0.shared.facts
    }

    /// What the product is called on pages.
    pub(crate) fn product_name(&self) -> &str {
        let name = self.config().pages.name.as_deref();
        name.or_else(|| self.public_origin().map(Origin::host))
            .unwrap_or("Poolgate")
    }

    pub(crate) fn in_step(&self) -> &InStep {
        &self.0.shared.in_step
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

fn verifier(config: &Config, age: &Arc<KeyAge>) -> Result<Verifier, ConfigError> {
    let issuer = Issuer::url(&config.issuer)?;
    let url = config.jwks_uri.clone().unwrap_or_else(|| issuer.jwks_uri());
    let clients = ClientIds::only([config.client.client_id.clone()]);
    let verifier = Verifier::builder(issuer, clients, TokenUse::Access)
        .leeway(config.leeway)
        .key_source(Keys {
            transport: config.client.transport.clone(),
            url,
            metrics: config.metrics.clone(),
            age: Arc::clone(age),
        })
        .build()?;
    Ok(verifier)
}
