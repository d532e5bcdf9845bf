//! Sign-ins of browsers at the managed login.

use poolgate_db::rusqlite::{Connection, OptionalExtension, params};
use poolgate_pool::model::BrowserSession;
use poolgate_pool_api::Timestamp;

use crate::apply::NotApplied;
use crate::store::ReadError;

pub(crate) fn get(
    connection: &Connection,
    hash: &[u8; 32],
) -> Result<Option<BrowserSession>, ReadError> {
    let mut statement = connection.prepare_cached(
        "SELECT pool_id, sub, signed_in_at, expires_at FROM browser_sessions WHERE hash = ?1",
    )?;
    Ok(statement
        .query_row([hash], |row| {
            Ok(BrowserSession {
                hash: *hash,
                pool_id: row.get(0)?,
                sub: row.get(1)?,
                signed_in_at: Timestamp(row.get(2)?),
                expires_at: Timestamp(row.get(3)?),
            })
        })
        .optional()?)
}

/// Stores a sign-in; a few that have expired go with each new one.
pub(crate) fn create(connection: &Connection, session: &BrowserSession) -> Result<(), NotApplied> {
    connection
        .prepare_cached(
            "DELETE FROM browser_sessions WHERE hash IN (
                 SELECT hash FROM browser_sessions WHERE expires_at < ?1 ORDER BY expires_at LIMIT 4)",
        )?
        .execute([session.signed_in_at.0])?;
    connection
        .prepare_cached(
            "INSERT INTO browser_sessions (hash, pool_id, sub, signed_in_at, expires_at)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            session.hash,
            session.pool_id,
            session.sub,
            session.signed_in_at.0,
            session.expires_at.0
        ])?;
    Ok(())
}

pub(crate) fn end(connection: &Connection, hash: &[u8; 32]) -> Result<(), NotApplied> {
    connection
        .prepare_cached("DELETE FROM browser_sessions WHERE hash = ?1")?
        .execute([hash])?;
    Ok(())
}
