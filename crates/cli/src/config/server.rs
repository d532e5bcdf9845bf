//! `[server]`: where it listens, where data lies, who may call.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use poolgate_gateway::{
    PoolDown, Privacy, RedisUrl, RedisUrlError, Verification, is_never_allowed,
};
use serde::Deserialize;

use super::context::{Context, Hidden, is_plain_url};

/// The longest `server.stop_delay`, in seconds.
const LONGEST_STOP_DELAY: u64 = 300;

/// `[server]` as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RawServer {
    listen: Option<String>,
    pool_listen: Option<String>,
    data: Option<String>,
    database_url: Option<Hidden>,
    redis_url: Option<Hidden>,
    public_url: Option<String>,
    trusted_proxies: Vec<String>,
    cors_origins: Vec<String>,
    profile_attributes: Option<Vec<String>>,
    limits: Option<String>,
    privacy: Option<String>,
    verify: Option<String>,
    pool_down: Option<String>,
    stop_delay: u64,
}

/// Where the program listens, where its data lies, and who may call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Server {
    /// The gateway's listener. Default `127.0.0.1:8000`.
    pub(crate) listen: SocketAddr,
    /// The embedded pool's listener. Default `127.0.0.1:9229`.
    pub(crate) pool_listen: SocketAddr,
    /// The folder for data. Default `./poolgate-data`.
    pub(crate) data: PathBuf,
    /// The database. Default `poolgate.db` in the data folder.
    pub(crate) database: Database,
    /// The Valkey or Redis server of the sessions. Default none: they are in the gateway's database.
    pub(crate) redis: Option<RedisUrl>,
    /// The URL that users see, without a slash at its end; unset, the listener's own.
    pub(crate) public_url: Option<String>,
    /// The proxies whose forwarding headers count: addresses and ranges such as `10.0.0.0/8`.
    pub(crate) trusted_proxies: Vec<String>,
    /// Which other origins may call from a browser.
    pub(crate) cors: Cors,
    /// Which attributes users may change by `/profile`, where it is not the gateway's own list.
    pub(crate) profile_attributes: Option<Vec<String>>,
    /// Whether rates are limited. Only a loopback listener may turn that off.
    pub(crate) limits: bool,
    /// How much sign-up and requests for codes tell.
    pub(crate) privacy: Privacy,
    /// How tokens are verified.
    pub(crate) verify: Verification,
    /// What strict verification does while the pool is down.
    pub(crate) pool_down: PoolDown,
    /// How long the listeners stay open after the order to stop.
    pub(crate) stop_delay: Duration,
}

/// Where everything is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Database {
    /// A SQLite file.
    Sqlite(PathBuf),
}

impl Database {
    /// The database's file.
    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::Sqlite(path) => path,
        }
    }
}

/// Which other origins may call from a browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cors {
    /// None.
    None,
    /// These, exactly as browsers write them.
    Origins(Vec<String>),
    /// Every one, with bearer tokens only.
    Any,
}

impl Server {
    pub(crate) fn read(raw: RawServer, context: &mut Context) -> Self {
        let address = "write an address and a port, such as 127.0.0.1:8000 or [::1]:8000";
        let listen = context.checked("server.listen", raw.listen, address, socket_address);
        let pool_listen = context.checked(
            "server.pool_listen",
            raw.pool_listen,
            address,
            socket_address,
        );
        let data = PathBuf::from(raw.data.unwrap_or_else(|| "./poolgate-data".to_owned()));
        let database = raw
            .database_url
            .and_then(|url| database(url.expose(), context));
        let redis = raw.redis_url.and_then(|url| redis(url.expose(), context));
        let url = "write an http or https URL without query, such as https://auth.example.com";
        let public_url = context.checked("server.public_url", raw.public_url, url, |text| {
            if is_plain_url(text) {
                Ok(text.trim_end_matches('/').to_owned())
            } else {
                Err(())
            }
        });
        for proxy in &raw.trusted_proxies {
            if !is_network(proxy) {
                let fix = "write addresses or ranges, such as 10.0.0.7, 10.0.0.0/8 or fd00::/8";
                context.problem("server.trusted_proxies", format_args!("has {proxy:?}"), fix);
            }
        }
        for name in raw.profile_attributes.iter().flatten() {
            if is_never_allowed(name) {
                context.problem(
                    "server.profile_attributes",
                    format_args!("has {name:?}, which users must not set"),
                    "write attributes such as name, email or custom:team",
                );
            }
        }
        if raw.stop_delay > LONGEST_STOP_DELAY {
            context.problem(
                "server.stop_delay",
                format_args!("is {} seconds", raw.stop_delay),
                format!("write at most {LONGEST_STOP_DELAY}"),
            );
        }
        Self {
            stop_delay: Duration::from_secs(raw.stop_delay),
            listen: listen.unwrap_or(SocketAddr::from(([127, 0, 0, 1], 8000))),
            pool_listen: pool_listen.unwrap_or(SocketAddr::from(([127, 0, 0, 1], 9229))),
            database: database.unwrap_or_else(|| Database::Sqlite(data.join("poolgate.db"))),
            data,
            redis,
            public_url,
            trusted_proxies: raw.trusted_proxies,
            profile_attributes: raw.profile_attributes,
            cors: cors(raw.cors_origins, context),
            limits: context
                .checked(
                    "server.limits",
                    raw.limits,
                    "write on or off",
                    |text| match text {
                        "on" => Ok(true),
                        "off" => Ok(false),
                        _ => Err(()),
                    },
                )
                .unwrap_or(true),
            privacy: context
                .checked(
                    "server.privacy",
                    raw.privacy,
                    "write standard or strict",
                    |text| match text {
                        "standard" => Ok(Privacy::Standard),
                        "strict" => Ok(Privacy::Strict),
                        _ => Err(()),
                    },
                )
                .unwrap_or_default(),
            verify: context
                .checked("server.verify", raw.verify, VERIFY, verification)
                .unwrap_or_default(),
            pool_down: context
                .checked(
                    "server.pool_down",
                    raw.pool_down,
                    "write refuse or trust",
                    |text| match text {
                        "refuse" => Ok(PoolDown::Refuse),
                        "trust" => Ok(PoolDown::Trust),
                        _ => Err(()),
                    },
                )
                .unwrap_or_default(),
        }
    }
}

/// What a way of verification is written as.
pub(crate) const VERIFY: &str = "write local or strict";

/// `local` or `strict`.
pub(crate) fn verification(text: &str) -> Result<Verification, ()> {
    match text {
        "local" => Ok(Verification::Local),
        "strict" => Ok(Verification::Strict),
        _ => Err(()),
    }
}

/// `127.0.0.1:8000`, and `localhost:8000` for it.
fn socket_address(text: &str) -> Result<SocketAddr, std::net::AddrParseError> {
    match text.strip_prefix("localhost:") {
        Some(port) => format!("127.0.0.1:{port}").parse(),
        None => text.parse(),
    }
}

/// Never shows the URL: it may hold a password.
fn database(url: &str, context: &mut Context) -> Option<Database> {
    let key = "server.database_url";
    let Some((scheme, rest)) = url.split_once(':') else {
        context.problem(
            key,
            "is no URL",
            "write sqlite:PATH, such as sqlite:./poolgate-data/poolgate.db",
        );
        return None;
    };
    match scheme {
        "sqlite" => {
            let path = rest.strip_prefix("//").unwrap_or(rest);
            if path.is_empty() || path.starts_with(':') {
                context.problem(
                    key,
                    "names no file",
                    "write sqlite:PATH; a database in memory would not keep what was answered",
                );
                return None;
            }
            Some(Database::Sqlite(PathBuf::from(path)))
        }
        "postgres" | "postgresql" => {
            context.problem(
                key,
                "is a PostgreSQL URL, and this version stores in SQLite only",
                "write sqlite:PATH, or leave the setting out: data then lies in the data folder",
            );
            None
        }
        _ => {
            context.problem(
                key,
                format_args!("has the unknown scheme {scheme:?}"),
                "write sqlite:PATH",
            );
            None
        }
    }
}

/// Never shows the URL either.
fn redis(url: &str, context: &mut Context) -> Option<RedisUrl> {
    let read = RedisUrl::parse(url);
    read.inspect_err(|error| {
        let fix = match error {
            RedisUrlError::Insecure => {
                "take # and what follows away; SSL_CERT_FILE names a file of authorities of your own"
            }
            _ => {
                "write redis://HOST:PORT, or rediss://USER:PASSWORD@HOST:PORT for TLS; other characters than letters and digits in a password as %XX"
            }
        };
        context.problem("server.redis_url", error, fix);
    })
    .ok()
}

fn is_network(text: &str) -> bool {
    let (address, prefix) = match text.split_once('/') {
        Some((address, prefix)) => (address, Some(prefix)),
        None => (text, None),
    };
    let Ok(address) = address.parse::<IpAddr>() else {
        return false;
    };
    let bits = if address.is_ipv4() { 32 } else { 128 };
    prefix.is_none_or(|prefix| prefix.parse::<u8>().is_ok_and(|prefix| prefix <= bits))
}

fn cors(origins: Vec<String>, context: &mut Context) -> Cors {
    if origins.is_empty() {
        return Cors::None;
    }
    if origins == ["*"] {
        return Cors::Any;
    }
    for origin in &origins {
        let host = origin.split_once("://").map_or("", |(_, host)| host);
        if !is_plain_url(origin) || host.contains('/') || host.contains('*') {
            context.problem(
                "server.cors_origins",
                format_args!("has {origin:?}, which is no origin"),
                "write origins as browsers send them, such as https://app.example.com, or * alone",
            );
        }
    }
    Cors::Origins(origins)
}

/// The host of a URL that [`is_plain_url`] accepts names this machine.
pub(crate) fn is_loopback_url(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split('/').next().unwrap_or_default();
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    host.eq_ignore_ascii_case("localhost")
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}
