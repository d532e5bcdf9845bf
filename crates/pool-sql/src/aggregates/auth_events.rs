//! What happened at the sign-ins of users.

use poolgate_db::rusqlite::{Connection, OptionalExtension, Row, params};
use poolgate_pool::model::AuthEvent;
use poolgate_pool::store::Conflict;
use poolgate_pool_api::Timestamp;
use zeroize::Zeroizing;

use crate::apply::{NotApplied, guard};
use crate::secrets::Secrets;
use crate::store::ReadError;

/// How long events are kept, in milliseconds: two years.
const KEPT: i64 = 2 * 365 * 24 * 60 * 60 * 1000;

const COLUMNS: &str = "pool_id, sub, number, id, created_at, sealed";

const fn place<'a>(pool_id: &'a str, sub: &'a str, id: &'a str) -> [&'a str; 4] {
    ["auth_events", pool_id, sub, id]
}

fn from_row(row: &Row<'_>, secrets: &Secrets) -> Result<AuthEvent, ReadError> {
    let (pool_id, sub, id): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(3)?);
    let sealed: Vec<u8> = row.get(5)?;
    let open = secrets.open(&place(&pool_id, &sub, &id), &sealed)?;
    Ok(AuthEvent {
        number: row.get(2)?,
        created_at: Timestamp(row.get(4)?),
        described: serde_json::from_slice(&open)?,
        pool_id,
        sub,
        id,
    })
}

pub(crate) fn newest(
    connection: &Connection,
    secrets: &Secrets,
    (pool_id, sub): (&str, &str),
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<AuthEvent>, ReadError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM auth_events WHERE pool_id = ?1 AND sub = ?2 AND number < ?3
         ORDER BY number DESC LIMIT ?4"
    ))?;
    let before = before.unwrap_or(i64::MAX);
    let rows = statement.query_map(
        params![pool_id, sub, before, i64::try_from(limit)?],
        |row| Ok(from_row(row, secrets)),
    )?;
    rows.map(|row| row?).collect()
}

pub(crate) fn get(
    connection: &Connection,
    secrets: &Secrets,
    pool_id: &str,
    sub: &str,
    id: &str,
) -> Result<Option<AuthEvent>, ReadError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM auth_events WHERE pool_id = ?1 AND sub = ?2 AND id = ?3"
    ))?;
    statement
        .query_row([pool_id, sub, id], |row| Ok(from_row(row, secrets)))
        .optional()?
        .transpose()
}

fn sealed(secrets: &Secrets, event: &AuthEvent) -> Result<Vec<u8>, serde_json::Error> {
    let open = Zeroizing::new(serde_json::to_vec(&event.described)?);
    Ok(secrets.seal(&place(&event.pool_id, &event.sub, &event.id), &open))
}

/// Stores an event; those of the user that are too old go.
pub(crate) fn create(
    connection: &Connection,
    secrets: &Secrets,
    event: &AuthEvent,
) -> Result<(), NotApplied> {
    connection
        .prepare_cached(
            "DELETE FROM auth_events WHERE pool_id = ?1 AND sub = ?2 AND created_at < ?3",
        )?
        .execute(params![event.pool_id, event.sub, event.created_at.0 - KEPT])?;
    connection
        .prepare_cached(
            "INSERT INTO auth_events (pool_id, sub, number, id, created_at, sealed)
             SELECT ?1, ?2,
                 (SELECT ifnull(max(number), 0) + 1 FROM auth_events WHERE pool_id = ?1 AND sub = ?2),
                 ?3, ?4, ?5
             WHERE EXISTS (SELECT 1 FROM users WHERE pool_id = ?1 AND sub = ?2)",
        )?
        .execute(params![
            event.pool_id,
            event.sub,
            event.id,
            event.created_at.0,
            sealed(secrets, event)?
        ])?;
    Ok(())
}

pub(crate) fn update(
    connection: &Connection,
    secrets: &Secrets,
    event: &AuthEvent,
) -> Result<(), NotApplied> {
    let updated = connection
        .prepare_cached(
            "UPDATE auth_events SET sealed = ?4 WHERE pool_id = ?1 AND sub = ?2 AND id = ?3",
        )?
        .execute(params![
            event.pool_id,
            event.sub,
            event.id,
            sealed(secrets, event)?
        ])?;
    guard(updated, Conflict::Version)
}
