//! The pool that a command acts on: AWS, another endpoint, or the embedded pool. The embedded pool is opened in
//! this process, or called over its port where a running server has it open.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, bail};
use poolgate_client::operator::Operator;
use poolgate_client::{ClientConfig, Credentials};
use poolgate_db::OpenError;
use secrecy::SecretString;
use tokio::net::TcpStream;

use super::pool::{BarePool, EmbeddedPool};
use super::running::Running;
use crate::config::{Config, Problem};

/// How often, and after which pauses, a database is tried that another command may be about to close.
const TRIES: u32 = 50;
const PAUSE: Duration = Duration::from_millis(100);

/// Where a pool is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// On AWS.
    Aws,
    /// At another endpoint.
    Endpoint(String),
    /// In a running server of this machine.
    Running(String),
    /// In a database that nobody has open.
    File(PathBuf),
}

impl Place {
    /// Whether it is the embedded pool.
    pub(crate) const fn is_embedded(&self) -> bool {
        matches!(self, Self::Running(_) | Self::File(_))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Aws => f.write_str("AWS"),
            Self::Endpoint(url) => f.write_str(url),
            Self::Running(url) => write!(f, "the embedded pool, running at {url}"),
            Self::File(path) => write!(f, "the embedded pool in {}", path.display()),
        }
    }
}

/// A pool to act on.
pub(crate) struct Target {
    /// Calls it.
    pub(crate) operator: Operator,
    /// Where it is.
    pub(crate) place: Place,
    /// The app client that the gateway uses.
    pub(crate) client_id: Option<String>,
}

impl Target {
    /// The configured pool.
    pub(crate) async fn configured(config: &Config) -> Result<Self> {
        if config.pool.embedded {
            let path = config.server.database.path();
            if !path.exists() {
                bail!(Problem::new(
                    format!("there is no embedded pool at {} yet", path.display()),
                    "start `poolgate serve`, make one with `poolgate pool create`, name the folder with --data, or set COGNITO_USER_POOL_ID for a pool elsewhere",
                ));
            }
            let open = async || EmbeddedPool::open(config, config.server.pool_listen, None).await;
            return match hold(config, open).await? {
                Held::Here(pool) => Ok(Self {
                    operator: Operator::new(pool.client()).await,
                    place: Place::File(path.to_path_buf()),
                    client_id: Some(pool.default.client.id.clone()),
                }),
                Held::ByServer(running) => Ok(Self::running(config, running).await),
            };
        }
        let cognito = &config.cognito;
        let Some(pool_id) = &cognito.user_pool_id else {
            bail!(Problem::new(
                "no user pool is set, and the embedded pool is off",
                "set COGNITO_USER_POOL_ID, or POOLGATE_EMBEDDED=true; `poolgate pool create` writes both",
            ));
        };
        let mut target = Self::remote(config, &cognito.region).await;
        target.operator = target.operator.of_pool(pool_id);
        target.client_id.clone_from(&cognito.client_id);
        Ok(target)
    }

    /// AWS or the configured endpoint, without any pool.
    pub(crate) async fn remote(config: &Config, region: &str) -> Self {
        let mut client = ClientConfig::new(region, "", "");
        client.endpoint_url.clone_from(&config.cognito.endpoint_url);
        client.credentials = Credentials::Chain;
        Self {
            operator: Operator::new(client).await,
            place: match &config.cognito.endpoint_url {
                Some(url) => Place::Endpoint(url.clone()),
                None => Place::Aws,
            },
            client_id: None,
        }
    }

    /// The embedded pools, without any pool: a database is made where there is none.
    pub(crate) async fn embedded(config: &Config, region: &str) -> Result<Self> {
        let open = async || BarePool::open(config, config.server.pool_listen).await;
        match hold(config, open).await? {
            Held::Here(bare) => Ok(Self {
                operator: Operator::new(bare.client(region, "", "")).await,
                place: Place::File(config.server.database.path().to_path_buf()),
                client_id: None,
            }),
            Held::ByServer(running) => {
                let mut target = Self::running(config, running).await;
                let client = over_port(config, region, &target.place);
                target.operator = Operator::new(client).await;
                Ok(target)
            }
        }
    }

    async fn running(config: &Config, running: Running) -> Self {
        let place = Place::Running(format!("http://{}", running.address));
        let pool_id = config.cognito.user_pool_id.clone();
        let pool_id = pool_id.unwrap_or(running.pool_id);
        let region = pool_id
            .split_once('_')
            .map_or(config.cognito.region.as_str(), |(region, _)| region);
        let mut client = over_port(config, region, &place);
        let client_id = config.cognito.client_id.clone();
        client.user_pool_id.clone_from(&pool_id);
        Self {
            operator: Operator::new(client).await,
            place,
            client_id: Some(client_id.unwrap_or(running.client_id)),
        }
    }
}

/// A client of the running server. Its development features take any signature; otherwise it wants one of its
/// access keys, which the command has if it is configured like the server.
fn over_port(config: &Config, region: &str, place: &Place) -> ClientConfig {
    let mut client = ClientConfig::new(region, "", "");
    if let Place::Running(url) = place {
        client.endpoint_url = Some(url.clone());
    }
    client.credentials = match config.pool.access_keys.first() {
        Some(key) => Credentials::Static {
            access_key_id: key.id.clone(),
            secret_access_key: key.secret.clone(),
            session_token: key.session_token.clone(),
        },
        None => Credentials::Static {
            access_key_id: "poolgate-command".to_owned(),
            secret_access_key: SecretString::from("any"),
            session_token: None,
        },
    };
    client
}

/// Who has the database open.
enum Held<T> {
    Here(T),
    ByServer(Running),
}

/// Opens the database, or finds the server that has it. Waits a while where another command has it: those end
/// soon.
async fn hold<T>(config: &Config, open: impl AsyncFn() -> Result<T>) -> Result<Held<T>> {
    let mut tries = 0;
    loop {
        let error = match open().await {
            Ok(pool) => {
                Running::forget(config);
                return Ok(Held::Here(pool));
            }
            Err(error) => error,
        };
        if !matches!(error.downcast_ref(), Some(OpenError::InUse(_))) {
            return Err(error);
        }
        if let Some(running) = Running::read(config)
            && TcpStream::connect(running.address).await.is_ok()
        {
            return Ok(Held::ByServer(running));
        }
        tries += 1;
        if tries == TRIES {
            bail!(
                "{error}\n  the process that has it open does not say how to reach it: stop it and try again, or call it as an endpoint, \
                 with POOLGATE_EMBEDDED=false, COGNITO_USER_POOL_ID and AWS_ENDPOINT_URL=http://HOST:PORT"
            );
        }
        tokio::time::sleep(PAUSE).await;
    }
}
