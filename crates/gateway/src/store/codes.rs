//! Codes to reset passwords: tried, counted and spent in one transaction each.

use poolgate_db::rusqlite::{Connection, OptionalExtension, Result, params};

use super::seam::{ResetCode, Tried};

/// How many ended rows go with each new one, so that no commit has many to delete.
const SWEPT: i64 = 8;

pub(crate) fn put(connection: &Connection, code: &ResetCode, now: i64) -> Result<()> {
    for table in ["reset_codes", "reset_tokens"] {
        connection
            .prepare_cached(&format!(
                "DELETE FROM {table} WHERE (pool_id, subject) IN
                     (SELECT pool_id, subject FROM {table} WHERE expires_at <= ?1 LIMIT ?2)"
            ))?
            .execute([now, SWEPT])?;
    }
    connection
        .prepare_cached("DELETE FROM reset_tokens WHERE pool_id = ?1 AND subject = ?2")?
        .execute([&code.pool_id, &code.subject])?;
    connection
        .prepare_cached(
            "INSERT INTO reset_codes (pool_id, subject, mac, expires_at, tries_left)
             VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (pool_id, subject) DO UPDATE SET
                 mac = excluded.mac,
                 expires_at = excluded.expires_at,
                 tries_left = excluded.tries_left",
        )?
        .execute(params![
            code.pool_id,
            code.subject,
            code.mac,
            code.expires_at,
            code.tries_left
        ])?;
    Ok(())
}

/// `tried` names the user, and the MAC of what was offered.
pub(crate) fn attempt(connection: &Connection, tried: &ResetCode, now: i64) -> Result<Tried> {
    let ResetCode {
        pool_id,
        subject,
        mac,
        ..
    } = tried;
    // The MACs are compared, not the codes: how far two agree tells nothing about the code.
    let spent = connection
        .prepare_cached(
            "DELETE FROM reset_codes
             WHERE pool_id = ?1 AND subject = ?2 AND mac = ?3 AND expires_at > ?4 AND tries_left > 0
             RETURNING expires_at, tries_left",
        )?
        .query_row(params![pool_id, subject, mac, now], |row| {
            Ok(ResetCode {
                expires_at: row.get(0)?,
                tries_left: row.get(1)?,
                ..tried.clone()
            })
        })
        .optional()?;
    if let Some(code) = spent {
        return Ok(Tried::Spent(code));
    }
    let counted = connection
        .prepare_cached(
            "UPDATE reset_codes SET tries_left = tries_left - 1
             WHERE pool_id = ?1 AND subject = ?2 AND expires_at > ?3 AND tries_left > 0",
        )?
        .execute(params![pool_id, subject, now])?;
    Ok(if counted == 0 {
        Tried::Dead
    } else {
        Tried::Wrong
    })
}

pub(crate) fn put_back(connection: &Connection, code: &ResetCode) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO reset_codes (pool_id, subject, mac, expires_at, tries_left)
             VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (pool_id, subject) DO NOTHING",
        )?
        .execute(params![
            code.pool_id,
            code.subject,
            code.mac,
            code.expires_at,
            code.tries_left
        ])?;
    Ok(())
}
