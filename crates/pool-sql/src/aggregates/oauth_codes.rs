//! Authorization codes.

use poolgate_db::rusqlite::{Connection, OptionalExtension, params};
use poolgate_pool::model::AuthorizationCode;
use poolgate_pool::store::Conflict;
use poolgate_pool_api::Timestamp;

use crate::apply::{NotApplied, guard};
use crate::store::ReadError;

pub(crate) fn get(
    connection: &Connection,
    hash: &[u8; 32],
) -> Result<Option<AuthorizationCode>, ReadError> {
    let mut statement = connection.prepare_cached(
        "SELECT pool_id, sub, client_id, grant_json, expires_at, used_at, session_id
         FROM authorization_codes WHERE hash = ?1",
    )?;
    let found = statement
        .query_row([hash], |row| {
            let grant: String = row.get(3)?;
            Ok(serde_json::from_str(&grant).map(|grant| {
                Ok::<_, poolgate_db::rusqlite::Error>(AuthorizationCode {
                    hash: *hash,
                    pool_id: row.get(0)?,
                    sub: row.get(1)?,
                    client_id: row.get(2)?,
                    grant,
                    expires_at: Timestamp(row.get(4)?),
                    used_at: row.get::<_, Option<i64>>(5)?.map(Timestamp),
                    session_id: row.get(6)?,
                })
            }))
        })
        .optional()?;
    Ok(found.transpose()?.transpose()?)
}

/// Stores a code; a few that have expired go with each new one.
pub(crate) fn create(connection: &Connection, code: &AuthorizationCode) -> Result<(), NotApplied> {
    connection
        .prepare_cached(
            "DELETE FROM authorization_codes WHERE hash IN (
                 SELECT hash FROM authorization_codes WHERE expires_at < ?1 ORDER BY expires_at LIMIT 4)",
        )?
        // Until then a used one is remembered.
        .execute([code.expires_at.0 - KEPT])?;
    connection
        .prepare_cached(
            "INSERT INTO authorization_codes (hash, pool_id, sub, client_id, grant_json, expires_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            code.hash,
            code.pool_id,
            code.sub,
            code.client_id,
            serde_json::to_string(&code.grant)?,
            code.expires_at.0
        ])?;
    Ok(())
}

/// How long codes are kept after their end, in milliseconds: an hour, counted from the end of a new one.
const KEPT: i64 = 60 * 60 * 1000;

/// Uses a code up, for a session or for nothing.
pub(crate) fn spend(
    connection: &Connection,
    hash: &[u8; 32],
    at: Timestamp,
    session_id: Option<&str>,
) -> Result<(), NotApplied> {
    let spent = connection
        .prepare_cached(
            "UPDATE authorization_codes SET used_at = ?2, session_id = ?3
             WHERE hash = ?1 AND used_at IS NULL",
        )?
        .execute(params![hash, at.0, session_id])?;
    guard(spent, Conflict::Spent)
}
