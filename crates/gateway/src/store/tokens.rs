//! What a code was handed in for, until the password is set with it.

use poolgate_crypto::CodeMac;
use poolgate_db::rusqlite::{Connection, OptionalExtension, Result, params};

use super::seam::ResetToken;

pub(crate) fn put(connection: &Connection, token: &ResetToken) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO reset_tokens (pool_id, subject, mac, username, email, expires_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (pool_id, subject) DO UPDATE SET
                 mac = excluded.mac,
                 username = excluded.username,
                 email = excluded.email,
                 expires_at = excluded.expires_at",
        )?
        .execute(params![
            token.pool_id,
            token.subject,
            token.mac,
            token.username,
            token.email,
            token.expires_at
        ])?;
    Ok(())
}

pub(crate) fn spend(
    connection: &Connection,
    pool_id: &str,
    mac: &CodeMac,
    now: i64,
) -> Result<Option<ResetToken>> {
    connection
        .prepare_cached(
            "DELETE FROM reset_tokens WHERE pool_id = ?1 AND mac = ?2 AND expires_at > ?3
             RETURNING subject, username, email, expires_at",
        )?
        .query_row(params![pool_id, mac, now], |row| {
            Ok(ResetToken {
                pool_id: pool_id.to_owned(),
                mac: *mac,
                subject: row.get(0)?,
                username: row.get(1)?,
                email: row.get(2)?,
                expires_at: row.get(3)?,
            })
        })
        .optional()
}

pub(crate) fn put_back(connection: &Connection, token: &ResetToken) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO reset_tokens (pool_id, subject, mac, username, email, expires_at)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6
             WHERE NOT EXISTS (SELECT 1 FROM reset_codes WHERE pool_id = ?1 AND subject = ?2)
             ON CONFLICT (pool_id, subject) DO NOTHING",
        )?
        .execute(params![
            token.pool_id,
            token.subject,
            token.mac,
            token.username,
            token.email,
            token.expires_at
        ])?;
    Ok(())
}
