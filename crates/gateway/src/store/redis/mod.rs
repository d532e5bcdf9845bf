//! Sessions in Valkey or Redis, for gateways on several machines.
//!
//! Each call is one script, which the server runs alone: so it is as atomic as a transaction in SQLite. All keys have one hash
//! tag, since a script of a cluster may touch one slot only, and the end of all sessions of a user touches many keys. Each key
//! ends by itself when the session does; the time is that of the gateway, which the server is told as a length.

mod connection;
mod row;
mod sessions;
mod tickets;
mod url;

pub use connection::RedisSessions;
pub use url::{RedisUrl, RedisUrlError};

/// The script of a file beside this one.
macro_rules! script {
    ($name:literal) => {{
        static SCRIPT: std::sync::LazyLock<redis::Script> =
            std::sync::LazyLock::new(|| redis::Script::new(include_str!($name)));
        SCRIPT.prepare_invoke()
    }};
}
use script;
