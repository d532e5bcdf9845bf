//! `[pool]`: the embedded user pool.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use poolgate_verify::Issuer;
use secrecy::SecretString;
use serde::Deserialize;

use super::context::{Context, Hidden, is_plain_url};

/// `[pool]` as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RawPool {
    pub(crate) embedded: Option<bool>,
    issuer: Option<String>,
    seed: Option<PathBuf>,
    strict_oauth: Option<bool>,
    access_key: Vec<RawAccessKey>,
    access_key_id: Option<String>,
    secret_access_key: Option<Hidden>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RawAccessKey {
    id: Option<String>,
    secret: Option<Hidden>,
    session_token: Option<Hidden>,
    account: Option<String>,
}

/// The embedded user pool.
#[derive(Clone, Debug)]
pub(crate) struct Pool {
    /// Whether it runs at all: as set, else where no pool id is set.
    pub(crate) embedded: bool,
    /// A file with what to make where it is missing.
    pub(crate) seed: Option<PathBuf>,
    /// Who its tokens say they are from.
    pub(crate) issuer: PoolIssuer,
    /// Whether OAuth is stricter than Cognito's.
    pub(crate) strict_oauth: bool,
    /// Who may call the operations that need a signature.
    pub(crate) access_keys: Vec<AccessKey>,
}

/// The issuer of the embedded pools.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PoolIssuer {
    /// `http://HOST:PORT/POOL_ID`.
    Local,
    /// `https://cognito-idp.REGION.amazonaws.com/POOL_ID`.
    Aws,
    /// This URL, then a slash and the pool id.
    Prefix(String),
}

impl PoolIssuer {
    /// The issuer without the pool id and the slash before it, for a pool that listens there.
    pub(crate) fn prefix(&self, pool_listen: SocketAddr, region: &str) -> String {
        match self {
            Self::Local => {
                // Nobody can call an unspecified address; on this machine it stands for loopback.
                let ip = if pool_listen.ip().is_unspecified() {
                    IpAddr::V4(Ipv4Addr::LOCALHOST)
                } else {
                    pool_listen.ip()
                };
                format!("http://{}", SocketAddr::new(ip, pool_listen.port()))
            }
            Self::Aws => {
                let suffix = if region.starts_with("cn-") {
                    "amazonaws.com.cn"
                } else {
                    "amazonaws.com"
                };
                format!("https://cognito-idp.{region}.{suffix}")
            }
            Self::Prefix(url) => url.clone(),
        }
    }

    /// The issuer of one pool.
    pub(crate) fn url(&self, pool_listen: SocketAddr, region: &str, pool_id: &str) -> String {
        match self {
            Self::Aws => Issuer::aws(region, pool_id).map_or_else(
                |_| format!("{}/{pool_id}", self.prefix(pool_listen, region)),
                |issuer| issuer.as_str().to_owned(),
            ),
            Self::Local | Self::Prefix(_) => {
                format!("{}/{pool_id}", self.prefix(pool_listen, region))
            }
        }
    }
}

/// An access key for the pool's signed operations, of our own making: not one of AWS.
#[derive(Clone, Debug)]
pub(crate) struct AccessKey {
    /// The id, which requests name.
    pub(crate) id: String,
    /// The secret, which requests are signed with.
    pub(crate) secret: SecretString,
    /// The token of a temporary key.
    pub(crate) session_token: Option<SecretString>,
    /// The account whose pools it manages: twelve digits.
    pub(crate) account: Option<String>,
}

impl Pool {
    pub(crate) fn read(raw: RawPool, pool_id_set: bool, context: &mut Context) -> Self {
        let embedded = raw.embedded.unwrap_or(!pool_id_set);
        if raw.embedded.is_none() {
            context.derive(
                "pool.embedded",
                if pool_id_set {
                    "default, as a pool id is set"
                } else {
                    "default, as no pool id is set"
                },
            );
        }
        let issuer = context
            .checked(
                "pool.issuer",
                raw.issuer,
                "write local, aws, or the URL that stands before the pool id",
                |text| match text {
                    "local" => Ok(PoolIssuer::Local),
                    "aws" => Ok(PoolIssuer::Aws),
                    url if is_plain_url(url) => {
                        Ok(PoolIssuer::Prefix(url.trim_end_matches('/').to_owned()))
                    }
                    _ => Err(()),
                },
            )
            .unwrap_or(PoolIssuer::Local);
        let mut access_keys = Vec::new();
        let pair = RawAccessKey {
            id: raw.access_key_id,
            secret: raw.secret_access_key,
            ..Default::default()
        };
        let pair_key = if pair.id.is_some() {
            "pool.access_key_id"
        } else {
            "pool.secret_access_key"
        };
        let pair = (pair.id.is_some() || pair.secret.is_some()).then_some((pair_key, pair));
        for (key, entry) in raw
            .access_key
            .into_iter()
            .map(|entry| ("pool.access_key", entry))
            .chain(pair)
        {
            match access_key(entry) {
                Ok(access_key) => access_keys.push(access_key),
                Err(what) => context.problem(
                    key,
                    what,
                    "give each access key an id of 16 to 128 letters and digits, and a secret of at least 16 characters",
                ),
            }
        }
        let mut ids: Vec<&str> = access_keys.iter().map(|key| key.id.as_str()).collect();
        ids.sort_unstable();
        if ids.windows(2).any(|pair| pair[0] == pair[1]) {
            context.problem(
                "pool.access_key",
                "has one id twice",
                "give each access key an id of its own",
            );
        }
        Self {
            embedded,
            seed: raw.seed,
            issuer,
            strict_oauth: raw.strict_oauth.unwrap_or(false),
            access_keys,
        }
    }
}

fn access_key(raw: RawAccessKey) -> Result<AccessKey, &'static str> {
    match (raw.id, raw.secret) {
        (None, _) => Err("has no id"),
        (_, None) => Err("has no secret"),
        (Some(id), _)
            if !(16..=128).contains(&id.len())
                || !id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') =>
        {
            Err("has an id that is none")
        }
        (_, Some(secret)) if secret.expose().len() < 16 => Err("has a secret that is too short"),
        _ if raw
            .account
            .as_ref()
            .is_some_and(|account| !is_account(account)) =>
        {
            Err("has an account that is none: those have twelve digits")
        }
        (Some(id), Some(secret)) => Ok(AccessKey {
            id,
            secret: secret.into_secret(),
            session_token: raw.session_token.map(Hidden::into_secret),
            account: raw.account,
        }),
    }
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}
