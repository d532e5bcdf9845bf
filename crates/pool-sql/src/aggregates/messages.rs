//! Messages to users, sealed; the newest are kept.

use poolgate_db::rusqlite::{Connection, params};
use poolgate_mail::Message;
use zeroize::Zeroizing;

use crate::apply::NotApplied;
use crate::secrets::Secrets;
use crate::store::ReadError;

/// How long messages are kept, in milliseconds: seven days.
const KEPT: i64 = 7 * 24 * 60 * 60 * 1000;

fn place(id: &str) -> [&str; 2] {
    ["messages", id]
}

pub(crate) fn send(
    connection: &Connection,
    secrets: &Secrets,
    message: &Message,
) -> Result<(), NotApplied> {
    let open = Zeroizing::new(serde_json::to_vec(message)?);
    connection
        .prepare_cached(
            "INSERT INTO messages (id, recipient, sealed, sent_at, medium) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            message.id,
            secrets.recipient(&message.to),
            secrets.seal(&place(&message.id), &open),
            message.sent_at,
            message.medium.as_str()
        ])?;
    // A few old ones go with each new one, so that no commit has many to delete.
    connection
        .prepare_cached(
            "DELETE FROM messages WHERE id IN (SELECT id FROM messages ORDER BY id LIMIT 4) AND sent_at < ?1 AND due_at IS NULL",
        )?
        .execute([message.sent_at - KEPT])?;
    Ok(())
}

pub(crate) fn newest(
    connection: &Connection,
    secrets: &Secrets,
    to: Option<&str>,
    limit: usize,
) -> Result<Vec<Message>, ReadError> {
    let limit = i64::try_from(limit)?;
    let rows: Vec<(String, Vec<u8>)> = match to {
        Some(to) => connection
            .prepare_cached(
                "SELECT id, sealed FROM messages WHERE recipient = ?1 ORDER BY id DESC LIMIT ?2",
            )?
            .query_map(params![secrets.recipient(to), limit], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?
            .collect::<Result<_, _>>()?,
        None => connection
            .prepare_cached("SELECT id, sealed FROM messages ORDER BY id DESC LIMIT ?1")?
            .query_map([limit], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?,
    };
    rows.iter()
        .map(|(id, sealed)| open(secrets, id, sealed))
        .collect()
}

pub(crate) fn open(secrets: &Secrets, id: &str, sealed: &[u8]) -> Result<Message, ReadError> {
    Ok(serde_json::from_slice(&secrets.open(&place(id), sealed)?)?)
}
