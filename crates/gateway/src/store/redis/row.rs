//! Rows as hashes of the server, and the names of their keys.

use std::collections::HashMap;

use super::connection::unreadable;
use crate::store::{BrowserSession, SocketTicket, StoreError};

/// The longest that a key is kept, in milliseconds: ten years. A session may have no end that a date can be written for.
const LONGEST: i64 = 10 * 365 * 24 * 60 * 60 * 1000;

/// The fields of a hash.
pub(super) type Fields = HashMap<String, Vec<u8>>;
/// The same, to be written.
pub(super) type Pairs = Vec<(&'static str, Vec<u8>)>;

pub(super) fn session_key(id_hash: &[u8; 32]) -> String {
    format!("{{poolgate}}:session:{}", hex::encode(id_hash))
}

pub(super) fn ticket_key(id_hash: &[u8; 32]) -> String {
    format!("{{poolgate}}:ticket:{}", hex::encode(id_hash))
}

/// A sorted set of the sessions of a user, by their ends.
pub(super) fn user_key(pool_id: &str, subject: &[u8; 32]) -> String {
    format!("{{poolgate}}:user:{pool_id}:{}", hex::encode(subject))
}

/// When a session ends if it is not used.
pub(super) fn end(session: &BrowserSession) -> i64 {
    session.idle_until.min(session.ends_at)
}

/// How long that is; nothing and less is the end of a key at once.
pub(super) fn lasts(end: i64, now: i64) -> i64 {
    end.saturating_sub(now).min(LONGEST)
}

pub(super) fn of_session(session: &BrowserSession) -> Pairs {
    let mut pairs = vec![
        ("id", session.id_hash.to_vec()),
        ("user", user_key(&session.pool_id, &session.subject).into()),
        ("pool", session.pool_id.clone().into()),
        ("subject", session.subject.to_vec()),
        ("family", session.family.to_vec()),
        ("sealed", session.sealed.clone()),
        ("version", number(session.version)),
        ("leased_until", number(session.leased_until)),
        ("remember", number(session.remember.into())),
        ("created_at", number(session.created_at)),
        ("used_at", number(session.used_at)),
        ("idle_until", number(session.idle_until)),
        ("ends_at", number(session.ends_at)),
        ("asks_pool", number(session.asks_pool.into())),
    ];
    if let Some(device) = &session.device {
        pairs.push(("device", device.clone()));
    }
    pairs
}

/// The session of a hash; nothing where there is none.
pub(super) fn to_session(fields: Fields) -> Result<Option<BrowserSession>, StoreError> {
    if fields.is_empty() {
        return Ok(None);
    }
    let row = session(fields).ok_or_else(|| unreadable("a session lacks fields"))?;
    Ok(Some(row))
}

fn session(mut fields: Fields) -> Option<BrowserSession> {
    Some(BrowserSession {
        id_hash: fixed(&fields, "id")?,
        pool_id: text(&fields, "pool")?,
        subject: fixed(&fields, "subject")?,
        family: fixed(&fields, "family")?,
        version: integer(&fields, "version")?,
        leased_until: integer(&fields, "leased_until")?,
        remember: integer(&fields, "remember")? != 0,
        created_at: integer(&fields, "created_at")?,
        used_at: integer(&fields, "used_at")?,
        idle_until: integer(&fields, "idle_until")?,
        ends_at: integer(&fields, "ends_at")?,
        asks_pool: integer(&fields, "asks_pool")? != 0,
        device: fields.remove("device"),
        sealed: fields.remove("sealed")?,
    })
}

pub(super) fn of_ticket(ticket: &SocketTicket) -> Pairs {
    let mut pairs = vec![
        ("pool", ticket.pool_id.clone().into()),
        ("sealed", ticket.sealed.clone()),
        ("expires_at", number(ticket.expires_at)),
    ];
    if let Some(session) = &ticket.session {
        pairs.push(("session", session_key(session).into()));
    }
    pairs
}

/// The ticket of a hash; nothing where there is none.
pub(super) fn to_ticket(
    id_hash: [u8; 32],
    fields: Fields,
) -> Result<Option<SocketTicket>, StoreError> {
    if fields.is_empty() {
        return Ok(None);
    }
    let row = ticket(id_hash, fields).ok_or_else(|| unreadable("a ticket lacks fields"))?;
    Ok(Some(row))
}

fn ticket(id_hash: [u8; 32], mut fields: Fields) -> Option<SocketTicket> {
    let session = match text(&fields, "session") {
        Some(key) => {
            let hash = hex::decode(key.rsplit(':').next()?).ok()?;
            Some(hash.try_into().ok()?)
        }
        None => None,
    };
    Some(SocketTicket {
        id_hash,
        pool_id: text(&fields, "pool")?,
        session,
        expires_at: integer(&fields, "expires_at")?,
        sealed: fields.remove("sealed")?,
    })
}

fn number(number: i64) -> Vec<u8> {
    number.to_string().into()
}

fn text(fields: &Fields, name: &str) -> Option<String> {
    String::from_utf8(fields.get(name)?.clone()).ok()
}

fn integer(fields: &Fields, name: &str) -> Option<i64> {
    std::str::from_utf8(fields.get(name)?).ok()?.parse().ok()
}

fn fixed(fields: &Fields, name: &str) -> Option<[u8; 32]> {
    fields.get(name)?.as_slice().try_into().ok()
}
