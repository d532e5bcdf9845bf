//! The embedded user pool: database, engine, doors, and the default pool in it.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use axum::Router;
use poolgate_client::{ClientConfig, Credentials, InProcess, Transport};
use poolgate_crypto::{MasterKey, SystemRandom};
use poolgate_db::Database;
use poolgate_mail::Medium;
use poolgate_pool::bootstrap::{self, DefaultPool, Pins};
use poolgate_pool::seed::{self, Seed};
use poolgate_pool::store::{Change, Store};
use poolgate_pool::{Caller, Engine, EngineParts, Issuer, Settings, SystemClock, generate_key};
use poolgate_pool_http::federation::ProviderCalls;
use poolgate_pool_http::{
    Access, AccessKey, DevelopmentProvider, InProcessCaller, PoolService, router,
};
use poolgate_pool_sql::{MIGRATIONS, SqlStore};
use poolgate_ui::Development;
use secrecy::SecretString;

use super::{keys, triggers};
use crate::config::{Config, DevMode, PoolIssuer};

/// A running pool.
pub(crate) struct EmbeddedPool {
    bare: BarePool,
    /// The default pool and its app client.
    pub(crate) default: DefaultPool,
    listen: SocketAddr,
}

/// The engine over its database, with whatever pools are in there.
pub(crate) struct BarePool {
    store: SqlStore,
    service: PoolService,
}

impl BarePool {
    /// Opens the database. `listen` is the address that the pools are served on.
    pub(crate) async fn open(config: &Config, listen: SocketAddr) -> Result<Self> {
        keys::make_folder(&config.server.data)?;
        let database = Database::open(config.server.database.path(), &[MIGRATIONS])?;
        let master_key = keys::master_key(config)?;
        let store = SqlStore::with_delivery(database, &master_key, delivered(config));
        check_master_key(&store, &master_key).await?;
        let issuer = match &config.pool.issuer {
            PoolIssuer::Aws => Issuer::Aws,
            local_or_prefix => {
                Issuer::Prefix(local_or_prefix.prefix(listen, &config.cognito.region))
            }
        };
        let development = development(config);
        let random = Arc::new(SystemRandom::default());
        let played = DevelopmentProvider::new(development, Arc::new(SystemClock), random.clone());
        let played = Arc::new(played);
        let engine = Arc::new(Engine::new(EngineParts {
            store: Arc::new(store.clone()),
            clock: Arc::new(SystemClock),
            random,
            key_generator: Arc::new(generate_key),
            master_key,
            triggers: triggers::functions(config).await?,
            providers: Arc::new(ProviderCalls::new(Arc::clone(&played))?),
            settings: Settings {
                issuer,
                fixed_code: config.development.code.clone(),
                strict_oauth: config.pool.strict_oauth,
            },
        }));
        let access = Access {
            keys: access_keys(config),
            any_signature: development,
        };
        let service = PoolService {
            engine,
            access: Arc::new(access),
            development: played,
        };
        Ok(Self { store, service })
    }

    /// A client of a pool that needs no socket.
    pub(crate) fn client(&self, region: &str, pool_id: &str, client_id: &str) -> ClientConfig {
        let in_process =
            InProcess::new(router(self.service.clone())).with_extension(InProcessCaller);
        let mut config = ClientConfig::new(region, pool_id, client_id);
        config.endpoint_url = Some("http://pool.internal".to_owned());
        // The pool looks at the scope of the signature alone: the request itself says who calls.
        config.credentials = Credentials::Static {
            access_key_id: "in-process".to_owned(),
            secret_access_key: SecretString::from("in-process"),
            session_token: None,
        };
        config.transport = Transport::InProcess(in_process);
        config
    }
}

impl EmbeddedPool {
    /// Opens the database, and makes the default pool where it is missing. `listen` is the address that
    /// the pool is served on; `gateway` that of a gateway before it.
    pub(crate) async fn open(
        config: &Config,
        listen: SocketAddr,
        gateway: Option<SocketAddr>,
    ) -> Result<Self> {
        let bare = BarePool::open(config, listen).await?;
        let pins = Pins {
            region: config.cognito.region.clone(),
            pool_id: config.cognito.user_pool_id.clone(),
            client_id: config.cognito.client_id.clone(),
            client_secret: config.cognito.client_secret.clone(),
            callback_urls: gateway.map_or_else(Vec::new, |gateway| callback_urls(config, gateway)),
            logout_urls: gateway.map_or_else(Vec::new, |gateway| logout_urls(config, gateway)),
            development: development(config) != Development::Off,
        };
        let engine = &bare.service.engine;
        if let Some(path) = &config.pool.seed {
            seed::apply(engine, &read_seed(path)?)
                .await
                .with_context(|| format!("the seed {} cannot be applied", path.display()))?;
        }
        let default = bootstrap::ensure(engine, &pins)
            .await
            .context("cannot make the default pool")?;
        Ok(Self {
            bare,
            default,
            listen,
        })
    }

    /// The pool's own pages and OAuth endpoints, as browsers reach them.
    pub(crate) fn hosted(&self) -> String {
        let issuer = self.issuer();
        if matches!(self.bare.service.engine.settings.issuer, Issuer::Aws) {
            format!("http://{}/{}", self.listen, self.default.pool.id)
        } else {
            issuer
        }
    }

    /// What is served on the pool's own port, but for the mailbox.
    pub(crate) fn router(&self) -> Router {
        router(self.bare.service.clone())
    }

    /// What was sent: its mailbox and its outbox.
    pub(crate) fn messages(&self) -> &SqlStore {
        &self.bare.store
    }

    /// The issuer of the default pool's tokens.
    pub(crate) fn issuer(&self) -> String {
        self.bare.service.engine.issuer(&self.default.pool)
    }

    /// A client of the default pool that needs no socket.
    pub(crate) fn client(&self) -> ClientConfig {
        let (pool, client) = (&self.default.pool, &self.default.client);
        let mut config = self.bare.client(&pool.region, &pool.id, &client.id);
        config.client_secret = client
            .secret()
            .map(|secret| SecretString::from(secret.expose()));
        config
    }
}

/// Where the gateway takes answers of the hosted sign-in: under its public URL; without one, under the names that this
/// machine has for itself.
fn callback_urls(config: &Config, gateway: SocketAddr) -> Vec<String> {
    let of = |base: &String| {
        ["google", "cognito"].map(|provider| format!("{base}/auth/{provider}/callback"))
    };
    bases(config, gateway).iter().flat_map(of).collect()
}

/// Where the hosted pages lead after a sign-out.
fn logout_urls(config: &Config, gateway: SocketAddr) -> Vec<String> {
    let bases = bases(config, gateway);
    bases.iter().map(|base| format!("{base}/login")).collect()
}

fn bases(config: &Config, gateway: SocketAddr) -> Vec<String> {
    let scheme = if config.tls.is_some() {
        "https"
    } else {
        "http"
    };
    match &config.server.public_url {
        Some(url) => vec![url.trim_end_matches('/').to_owned()],
        None => ["localhost", "127.0.0.1"]
            .map(|host| format!("{scheme}://{host}:{}", gateway.port()))
            .into(),
    }
}

/// Reads a seed: YAML, or JSON, which is YAML too.
fn read_seed(path: &Path) -> Result<Seed> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read the seed {}", path.display()))?;
    serde_saphyr::from_str(&text).with_context(|| format!("the seed {} is no seed", path.display()))
}

/// Who gets development features.
pub(crate) fn development(config: &Config) -> Development {
    match config.development.mode {
        DevMode::Everywhere => Development::Everywhere,
        DevMode::Loopback if config.is_development() => Development::Local,
        DevMode::Loopback | DevMode::Off => Development::Off,
    }
}

fn access_keys(config: &Config) -> Vec<AccessKey> {
    let keys = config.pool.access_keys.iter();
    keys.map(|key| AccessKey {
        id: key.id.clone(),
        secret: key.secret.clone(),
        session_token: key.session_token.clone(),
        account: key
            .account
            .clone()
            .unwrap_or_else(|| Caller::ACCOUNT.to_owned()),
    })
    .collect()
}

/// Refuses a database whose secrets were sealed under another key: nobody could sign in.
async fn check_master_key(store: &SqlStore, master_key: &MasterKey) -> Result<()> {
    const SETTING: &str = "master_key_check";
    let mac = master_key.code_key("pool/check").mac(&[], "");
    let check: String = mac
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect::<Vec<_>>()
        .concat();
    match store.setting(SETTING).await? {
        Some(known) if known == check => Ok(()),
        Some(_) => bail!(
            "this is not the master key that the database was written with\n  \
             put the right master.key or POOLGATE_MASTER_KEY back; without it the pool's secrets are lost"
        ),
        None => {
            store
                .commit(vec![Change::PutSetting {
                    name: SETTING.to_owned(),
                    value: check,
                }])
                .await?;
            Ok(())
        }
    }
}

/// The media whose messages have a way out.
fn delivered(config: &Config) -> Vec<Medium> {
    let mail = config.mail.delivery.as_ref().map(|_| Medium::Email);
    let text = config.sms.is_set().then_some(Medium::Sms);
    mail.into_iter()
        .chain(text)
        .chain([Medium::Function])
        .collect()
}
