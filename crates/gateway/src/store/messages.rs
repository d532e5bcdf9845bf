//! Mails, sealed: the outbox, and what the development mailbox shows.

use poolgate_client::BoxError;
use poolgate_db::rusqlite::{Connection, params};
use poolgate_mail::{Message, Outcome, Queued};
use zeroize::Zeroizing;

use super::secrets::Secrets;

/// How long mails are kept, in milliseconds: seven days.
const KEPT: i64 = 7 * 24 * 60 * 60 * 1000;

/// A mail in the form in which it is stored. It is sealed before the transaction begins.
pub(crate) struct Sealed {
    id: String,
    recipient: [u8; 32],
    body: Vec<u8>,
    sent_at: i64,
    due_at: Option<i64>,
}

impl Sealed {
    pub(crate) fn new(
        secrets: &Secrets,
        message: &Message,
        deliver: bool,
    ) -> Result<Self, BoxError> {
        let plain = Zeroizing::new(serde_json::to_vec(message)?);
        Ok(Self {
            recipient: secrets.recipient(&message.to),
            body: secrets.seal(&message.id, &plain),
            id: message.id.clone(),
            sent_at: message.sent_at,
            due_at: deliver.then_some(message.sent_at),
        })
    }
}

pub(crate) fn put(connection: &Connection, mail: &Sealed) -> Result<(), BoxError> {
    connection
        .prepare_cached(
            "INSERT INTO gateway_messages (id, recipient, sealed, sent_at, due_at, attempts)
             VALUES (?1, ?2, ?3, ?4, ?5, 0)",
        )?
        .execute(params![
            mail.id,
            mail.recipient,
            mail.body,
            mail.sent_at,
            mail.due_at
        ])?;
    // A few old ones go with each new one, so that no commit has many to delete.
    connection
        .prepare_cached(
            "DELETE FROM gateway_messages WHERE id IN
                 (SELECT id FROM gateway_messages WHERE due_at IS NULL ORDER BY id LIMIT 4)
             AND sent_at < ?1",
        )?
        .execute([mail.sent_at - KEPT])?;
    Ok(())
}

pub(crate) fn newest(
    connection: &Connection,
    secrets: &Secrets,
    to: Option<&str>,
    limit: usize,
) -> Result<Vec<Message>, BoxError> {
    let limit = i64::try_from(limit)?;
    let recipient = to.map(|to| secrets.recipient(to));
    let rows: Vec<(String, Vec<u8>)> = connection
        .prepare_cached(
            "SELECT id, sealed FROM gateway_messages WHERE ?1 IS NULL OR recipient = ?1
             ORDER BY id DESC LIMIT ?2",
        )?
        .query_map(params![recipient, limit], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<Result<_, _>>()?;
    // What was sealed under an older secret key cannot be shown, and hides nothing else.
    let opened = rows.iter().map(|(id, sealed)| open(secrets, id, sealed));
    Ok(opened.filter_map(Result::ok).collect())
}

pub(crate) fn is_due(connection: &Connection, now: i64) -> Result<bool, BoxError> {
    Ok(connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM gateway_messages WHERE due_at <= ?1)")?
        .query_row([now], |row| row.get(0))?)
}

pub(crate) fn claim(
    connection: &Connection,
    secrets: &Secrets,
    now: i64,
    lease: i64,
    limit: usize,
) -> Result<Vec<Queued>, BoxError> {
    let mut rows: Vec<(String, Vec<u8>, u32)> = connection
        .prepare_cached(
            "UPDATE gateway_messages SET due_at = ?2 WHERE id IN
                 (SELECT id FROM gateway_messages WHERE due_at <= ?1 ORDER BY due_at, id LIMIT ?3)
             RETURNING id, sealed, attempts",
        )?
        .query_map(params![now, lease, i64::try_from(limit)?], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?
        .collect::<Result<_, _>>()?;
    rows.sort();
    let mut claimed = Vec::with_capacity(rows.len());
    for (id, sealed, attempts) in rows {
        match open(secrets, &id, &sealed) {
            Ok(message) => claimed.push(Queued { message, attempts }),
            // Sealed under another key: nobody will ever read it, and it must not stop the others.
            Err(error) => {
                tracing::error!(%error, id, "a message cannot be opened and is given up");
                settle(connection, &id, Outcome::GivenUp)?;
            }
        }
    }
    Ok(claimed)
}

pub(crate) fn settle(connection: &Connection, id: &str, outcome: Outcome) -> Result<(), BoxError> {
    let (word, due_at, attempts) = match outcome {
        Outcome::Delivered => (Some("delivered"), None, None),
        Outcome::Expired => (Some("expired"), None, None),
        Outcome::GivenUp => (Some("given up"), None, None),
        Outcome::PutOff { until, attempts } => (None, Some(until), Some(attempts)),
    };
    connection
        .prepare_cached(
            "UPDATE gateway_messages SET outcome = ?2, due_at = ?3, attempts = COALESCE(?4, attempts)
             WHERE id = ?1",
        )?
        .execute(params![id, word, due_at, attempts])?;
    Ok(())
}

fn open(secrets: &Secrets, id: &str, sealed: &[u8]) -> Result<Message, BoxError> {
    Ok(serde_json::from_slice(&secrets.open(id, sealed)?)?)
}
