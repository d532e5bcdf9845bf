//! Where the server that has the database open is to be found: a small file beside the database, for the
//! commands that act on the pool while it runs. It counts only as long as the database is locked.

use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::pool::EmbeddedPool;
use crate::config::Config;

/// What a running server says of itself. Nothing secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Running {
    /// The pool's own port, as this machine reaches it.
    pub(crate) address: SocketAddr,
    /// The default pool.
    pub(crate) pool_id: String,
    /// Its app client.
    pub(crate) client_id: String,
}

impl Running {
    /// What the server of this pool says.
    pub(crate) fn new(pool: &EmbeddedPool, mut address: SocketAddr) -> Self {
        // Nobody can call an unspecified address; on this machine it stands for loopback.
        if address.ip().is_unspecified() {
            address.set_ip(match address.ip() {
                IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
                IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
            });
        }
        Self {
            address,
            pool_id: pool.default.pool.id.clone(),
            client_id: pool.default.client.id.clone(),
        }
    }

    /// Leaves the note. Without it the server works all the same, and commands say what to do.
    pub(crate) fn note(&self, config: &Config) {
        let path = path(config);
        let written = serde_json::to_vec(self)
            .map_err(std::io::Error::from)
            .and_then(|text| write(&path, &text));
        if let Err(error) = written {
            tracing::warn!(
                path = %path.display(),
                error = &error as &dyn std::error::Error,
                "commands will not find this server by themselves"
            );
        }
    }

    /// The note of the server that has the database open, if it left one.
    pub(crate) fn read(config: &Config) -> Option<Self> {
        let text = std::fs::read(path(config)).ok()?;
        serde_json::from_slice(&text).ok()
    }

    /// Takes away what an earlier server left. To be called by whoever has the database open.
    pub(crate) fn forget(config: &Config) {
        // Mostly there is none.
        let _ = std::fs::remove_file(path(config));
    }
}

/// For the owner alone, as everything in the data folder.
fn write(path: &Path, text: &[u8]) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text)
}

fn path(config: &Config) -> PathBuf {
    let mut name = config.server.database.path().as_os_str().to_owned();
    name.push(".running");
    PathBuf::from(name)
}
