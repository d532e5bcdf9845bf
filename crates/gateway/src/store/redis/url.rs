//! The address of a Valkey or Redis server.

use std::fmt;
use std::time::Duration;

use redis::{ConnectionAddr, ConnectionInfo, IntoConnectionInfo};
use secrecy::{ExposeSecret, SecretString};

/// How long the server may say nothing to what was sent, until the connection counts as broken.
#[cfg(target_os = "linux")]
const SILENCE: Duration = Duration::from_secs(5);

/// The address of a Valkey or Redis server, with a password where it takes one. `Display` and `Debug` do not show it.
#[derive(Clone)]
pub struct RedisUrl {
    text: SecretString,
    shown: String,
}

/// Why a URL is none of a server that can keep sessions. None of them has the URL in it, which may have a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RedisUrlError {
    /// It begins with something else.
    #[error("does not begin with redis://, rediss://, valkey:// or valkeys://")]
    Scheme,
    /// It asks for TLS with whoever answers.
    #[error("turns the check of the server's certificate off")]
    Insecure,
    /// It has no host, or more than host, port and the number of a database.
    #[error("has no host, or a port or a database that is no number")]
    Parts,
}

impl RedisUrl {
    /// Reads a URL.
    pub fn parse(text: &str) -> Result<Self, RedisUrlError> {
        let (scheme, rest) = text.split_once("://").ok_or(RedisUrlError::Scheme)?;
        if !["redis", "rediss", "valkey", "valkeys"].contains(&scheme) {
            return Err(RedisUrlError::Scheme);
        }
        if rest.contains('#') {
            return Err(RedisUrlError::Insecure);
        }
        let info = text.into_connection_info();
        let info = info.map_err(|_| RedisUrlError::Parts)?;
        let (ConnectionAddr::Tcp(host, port) | ConnectionAddr::TcpTls { host, port, .. }) =
            info.addr()
        else {
            return Err(RedisUrlError::Parts);
        };
        if host.is_empty() {
            return Err(RedisUrlError::Parts);
        }
        let host = if host.contains(':') {
            format!("[{host}]")
        } else {
            host.clone()
        };
        let database = info.redis_settings().db();
        Ok(Self {
            shown: format!("{scheme}://{host}:{port}/{database}"),
            text: text.into(),
        })
    }

    pub(super) fn connection_info(&self) -> ConnectionInfo {
        let info = self.text.expose_secret().into_connection_info();
        let info = info.expect("it was read before");
        let settings = info.tcp_settings().clone().set_nodelay(true);
        // A server that has vanished does not close the connection.
        #[cfg(target_os = "linux")]
        let settings = settings.set_user_timeout(SILENCE);
        // Who may run few commands only may not run that one either.
        let user = info.redis_settings().clone().set_skip_set_lib_name();
        info.set_tcp_settings(settings).set_redis_settings(user)
    }
}

impl PartialEq for RedisUrl {
    fn eq(&self, other: &Self) -> bool {
        self.text.expose_secret() == other.text.expose_secret()
    }
}

impl Eq for RedisUrl {}

/// Without user and password.
impl fmt::Display for RedisUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Debug for RedisUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_shown_without_user_and_password() {
        for (text, shown) in [
            ("redis://localhost", "redis://localhost:6379/0"),
            ("valkey://cache:7000/3", "valkey://cache:7000/3"),
            ("rediss://:s3cret@cache", "rediss://cache:6379/0"),
            ("valkeys://ada:s3cret@[::1]:7/", "valkeys://[::1]:7/0"),
        ] {
            let url = RedisUrl::parse(text).expect(text);
            assert_eq!(url.to_string(), shown);
            assert!(!format!("{url:?}").contains("s3cret"));
        }
    }

    #[test]
    fn what_is_no_server_is_told_without_the_url() {
        for (text, error) in [
            ("localhost:6379", RedisUrlError::Scheme),
            ("http://localhost", RedisUrlError::Scheme),
            ("unix:///run/valkey.sock", RedisUrlError::Scheme),
            ("redis+unix:///run/redis.sock", RedisUrlError::Scheme),
            ("redis://", RedisUrlError::Parts),
            ("redis://:s3cret@h:port", RedisUrlError::Parts),
            ("redis://h/sessions", RedisUrlError::Parts),
            ("rediss://h/#insecure", RedisUrlError::Insecure),
        ] {
            assert_eq!(RedisUrl::parse(text), Err(error), "{text}");
        }
    }
}
