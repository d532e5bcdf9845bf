//! The gateway's own data: a database file beside that of the pool, which commands may open while the
//! gateway runs.

use std::path::PathBuf;

use anyhow::Result;
use poolgate_db::Database;
use poolgate_gateway::{MIGRATIONS, RedisSessions, SecretKey, SqliteStore};
use poolgate_metrics::Metrics;

use super::keys;
use crate::config::Config;

/// Opens it, and makes it where it is missing.
pub(crate) fn open_data(config: &Config) -> Result<SqliteStore> {
    keys::make_folder(&config.server.data)?;
    let database = Database::open_shared(&path(config), &[MIGRATIONS])?;
    let secret_key = SecretKey::from_text(&keys::secret_key(config)?);
    let deliver = config.mail.delivery.is_some();
    Ok(SqliteStore::new(database, &secret_key, deliver))
}

/// Where sessions are, if they are not in that database.
pub(crate) fn redis_sessions(config: &Config, metrics: Metrics) -> Result<Option<RedisSessions>> {
    let url = config.server.redis.as_ref();
    let sessions = url.map(|url| RedisSessions::new(url, metrics));
    Ok(sessions.transpose()?)
}

/// `poolgate.db` has `poolgate-gateway.db` beside it.
fn path(config: &Config) -> PathBuf {
    let pool = config.server.database.path();
    let stem = pool.file_stem().unwrap_or_default().to_string_lossy();
    pool.with_file_name(format!("{stem}-gateway.db"))
}
