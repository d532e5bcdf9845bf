//! Messages on their way, where something delivers them.

use poolgate_db::rusqlite::{Connection, params};
use poolgate_mail::{Medium, Outcome, Queued};
use poolgate_pool::store::Change;

use super::messages::open;
use crate::apply::NotApplied;
use crate::secrets::Secrets;
use crate::store::ReadError;

/// Puts the messages among these changes that something delivers into the outbox, in the same transaction.
pub(crate) fn enqueue(
    connection: &Connection,
    changes: &[Change],
    delivered: &[Medium],
) -> Result<(), NotApplied> {
    for change in changes {
        if let Change::Send(message) = change
            && delivered.contains(&message.medium)
        {
            connection
                .prepare_cached("UPDATE messages SET due_at = sent_at WHERE id = ?1")?
                .execute([&message.id])?;
        }
    }
    Ok(())
}

pub(crate) fn is_due(connection: &Connection, medium: Medium, now: i64) -> Result<bool, ReadError> {
    Ok(connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM messages WHERE medium = ?1 AND due_at <= ?2)",
        )?
        .query_row(params![medium.as_str(), now], |row| row.get(0))?)
}

pub(crate) fn claim(
    connection: &Connection,
    secrets: &Secrets,
    medium: Medium,
    now: i64,
    lease: i64,
    limit: usize,
) -> Result<Vec<Queued>, ReadError> {
    let mut rows: Vec<(String, Vec<u8>, u32)> = connection
        .prepare_cached(
            "UPDATE messages SET due_at = ?2 WHERE id IN
                 (SELECT id FROM messages WHERE medium = ?4 AND due_at <= ?1 ORDER BY due_at, id LIMIT ?3)
             RETURNING id, sealed, attempts",
        )?
        .query_map(params![now, lease, i64::try_from(limit)?, medium.as_str()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?
        .collect::<Result<_, _>>()?;
    rows.sort();
    let mut claimed = Vec::with_capacity(rows.len());
    for (id, sealed, attempts) in rows {
        match open(secrets, &id, &sealed) {
            Ok(message) => claimed.push(Queued { message, attempts }),
            // Damaged: nobody will ever read it, and it must not stop the others.
            Err(error) => {
                tracing::error!(%error, id, "a message cannot be opened and is given up");
                settle(connection, &id, Outcome::GivenUp)?;
            }
        }
    }
    Ok(claimed)
}

pub(crate) fn settle(connection: &Connection, id: &str, outcome: Outcome) -> Result<(), ReadError> {
    let (word, due_at, attempts) = match outcome {
        Outcome::Delivered => (Some("delivered"), None, None),
        Outcome::Expired => (Some("expired"), None, None),
        Outcome::GivenUp => (Some("given up"), None, None),
        Outcome::PutOff { until, attempts } => (None, Some(until), Some(attempts)),
    };
    connection
        .prepare_cached(
            "UPDATE messages SET outcome = ?2, due_at = ?3, attempts = COALESCE(?4, attempts)
             WHERE id = ?1",
        )?
        .execute(params![id, word, due_at, attempts])?;
    Ok(())
}
