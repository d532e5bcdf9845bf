//! Sign-ins and their refresh tokens.

use poolgate_db::rusqlite::{Connection, OptionalExtension, Row, params};
use poolgate_pool::model::{RefreshToken, Session};
use poolgate_pool::store::Conflict;
use poolgate_pool_api::{Secret, Timestamp};

use crate::apply::NotApplied;
use crate::secrets::Secrets;
use crate::store::ReadError;

const COLUMNS: &str = "s.id, s.event_id, s.pool_id, s.sub, s.client_id, s.signed_in_at, s.expires_at, s.revoked_at, \
    s.device_key, s.scopes, s.audience";

fn from_row(row: &Row<'_>) -> poolgate_db::rusqlite::Result<Session> {
    Ok(Session {
        id: row.get(0)?,
        event_id: row.get(1)?,
        pool_id: row.get(2)?,
        sub: row.get(3)?,
        client_id: row.get(4)?,
        signed_in_at: Timestamp(row.get(5)?),
        expires_at: Timestamp(row.get(6)?),
        revoked_at: row.get::<_, Option<i64>>(7)?.map(Timestamp),
        device_key: row.get(8)?,
        scopes: row
            .get::<_, Option<String>>(9)?
            .map(|scopes| scopes.split(' ').map(str::to_owned).collect()),
        audience: row.get(10)?,
    })
}

pub(crate) fn by_id(connection: &Connection, id: &str) -> Result<Option<Session>, ReadError> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM sessions s WHERE s.id = ?1"))?;
    Ok(statement.query_row([id], from_row).optional()?)
}

/// Those of a user that stand.
pub(crate) fn standing(
    connection: &Connection,
    (pool_id, sub): (&str, &str),
    now: Timestamp,
    after: &str,
    limit: usize,
) -> Result<Vec<Session>, ReadError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM sessions s
         WHERE s.pool_id = ?1 AND s.sub = ?2 AND s.revoked_at IS NULL AND s.expires_at > ?3 AND s.id > ?4
         ORDER BY s.id LIMIT ?5"
    ))?;
    let limit = i64::try_from(limit)?;
    let rows = statement.query_map(params![pool_id, sub, now.0, after, limit], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) fn by_refresh_token(
    connection: &Connection,
    secrets: &Secrets,
    hash: &[u8; 32],
) -> Result<Option<(RefreshToken, Session)>, ReadError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS}, t.issued_at, t.spent_at, t.sealed
         FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id WHERE t.hash = ?1"
    ))?;
    let found = statement
        .query_row([hash], |row| {
            let sealed: Option<Vec<u8>> = row.get(13)?;
            Ok((
                from_row(row)?,
                row.get(11)?,
                row.get::<_, Option<i64>>(12)?,
                sealed,
            ))
        })
        .optional()?;
    let Some((session, issued_at, spent_at, sealed)) = found else {
        return Ok(None);
    };
    let successor = match sealed {
        Some(sealed) => {
            Some(std::str::from_utf8(&secrets.open(&place(&session.id), &sealed)?)?.into())
        }
        None => None,
    };
    let token = RefreshToken {
        hash: *hash,
        session_id: session.id.clone(),
        issued_at: Timestamp(issued_at),
        spent_at: spent_at.map(Timestamp),
        successor,
    };
    Ok(Some((token, session)))
}

fn place(session_id: &str) -> [&str; 2] {
    ["refresh_tokens", session_id]
}

pub(crate) fn spend_refresh_token(
    connection: &Connection,
    secrets: &Secrets,
    hash: &[u8; 32],
    at: Timestamp,
    successor: &Secret,
) -> Result<(), NotApplied> {
    let session_id: Option<String> = connection
        .prepare_cached(
            "SELECT session_id FROM refresh_tokens WHERE hash = ?1 AND spent_at IS NULL",
        )?
        .query_row([hash], |row| row.get(0))
        .optional()?;
    let Some(session_id) = session_id else {
        return Err(NotApplied::Conflict(Conflict::Spent));
    };
    let sealed = secrets.seal(&place(&session_id), successor.expose().as_bytes());
    connection
        .prepare_cached("UPDATE refresh_tokens SET spent_at = ?2, sealed = ?3 WHERE hash = ?1")?
        .execute(params![hash, at.0, sealed])?;
    Ok(())
}

pub(crate) fn create(connection: &Connection, session: &Session) -> Result<(), NotApplied> {
    connection
        .prepare_cached(
            "INSERT INTO sessions (id, event_id, pool_id, sub, client_id, signed_in_at, expires_at, revoked_at,
                                   device_key, scopes, audience)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(params![
            session.id,
            session.event_id,
            session.pool_id,
            session.sub,
            session.client_id,
            session.signed_in_at.0,
            session.expires_at.0,
            session.revoked_at.map(|at| at.0),
            session.device_key,
            session.scopes.as_ref().map(|scopes| scopes.join(" ")),
            session.audience,
        ])?;
    Ok(())
}

pub(crate) fn create_refresh_token(
    connection: &Connection,
    token: &RefreshToken,
) -> Result<(), NotApplied> {
    connection
        .prepare_cached(
            "INSERT INTO refresh_tokens (hash, session_id, issued_at) VALUES (?1, ?2, ?3)",
        )?
        .execute(params![token.hash, token.session_id, token.issued_at.0])?;
    Ok(())
}

pub(crate) fn revoke(connection: &Connection, id: &str, at: Timestamp) -> Result<(), NotApplied> {
    connection
        .prepare_cached("UPDATE sessions SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL")?
        .execute(params![id, at.0])?;
    Ok(())
}

pub(crate) fn revoke_all(
    connection: &Connection,
    pool_id: &str,
    sub: &str,
    at: Timestamp,
) -> Result<(), NotApplied> {
    connection
        .prepare_cached(
            "UPDATE sessions SET revoked_at = ?3 WHERE pool_id = ?1 AND sub = ?2 AND revoked_at IS NULL",
        )?
        .execute(params![pool_id, sub, at.0])?;
    Ok(())
}
