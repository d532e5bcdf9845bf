//! What counts once.

use poolgate_db::rusqlite::{Connection, params};
use poolgate_pool::store::Conflict;
use poolgate_pool_api::Timestamp;

use crate::apply::{NotApplied, guard};

pub(crate) fn spend(
    connection: &Connection,
    id: &str,
    expires_at: Timestamp,
) -> Result<(), NotApplied> {
    let spent = connection
        .prepare_cached(
            "INSERT INTO spent (id, expires_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        )?
        .execute(params![id, expires_at.0])?;
    guard(spent, Conflict::Spent)?;
    // A few old ones go with each new one. What lives an hour longer than needed does no harm.
    connection
        .prepare_cached(
            "DELETE FROM spent WHERE id IN (
                 SELECT id FROM spent WHERE expires_at < ?1 ORDER BY expires_at LIMIT 4)",
        )?
        .execute([expires_at.0 - 60 * 60 * 1000])?;
    Ok(())
}
