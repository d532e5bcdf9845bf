//! The directory of users.

use poolgate_db::rusqlite::{Connection, OptionalExtension, Result, params};

use super::seam::Profile;

pub(crate) fn put(connection: &Connection, profile: &Profile, now: i64) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO directory (pool_id, sub, username, email, email_key, first_name, last_name,
                 accept_terms, verified, created_at, updated_at, seen_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10, ?10)
             ON CONFLICT (pool_id, sub) DO UPDATE SET
                 username = excluded.username,
                 email = excluded.email,
                 email_key = excluded.email_key,
                 first_name = COALESCE(excluded.first_name, directory.first_name),
                 last_name = COALESCE(excluded.last_name, directory.last_name),
                 accept_terms = COALESCE(excluded.accept_terms, directory.accept_terms),
                 verified = excluded.verified,
                 updated_at = excluded.updated_at,
                 seen_at = excluded.seen_at,
                 deleted_at = NULL",
        )?
        .execute(params![
            profile.pool_id,
            profile.sub,
            profile.username,
            profile.email,
            profile.email.as_deref().map(str::to_lowercase),
            profile.first_name,
            profile.last_name,
            profile.accept_terms.map(i64::from),
            i64::from(profile.verified),
            now
        ])?;
    Ok(())
}

pub(crate) fn verify(connection: &Connection, pool_id: &str, name: &str, now: i64) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE directory SET verified = 1, updated_at = ?3, seen_at = ?3
             WHERE pool_id = ?1 AND email_key = ?2 AND deleted_at IS NULL",
        )?
        .execute(params![pool_id, name.to_lowercase(), now])?;
    Ok(())
}

pub(crate) fn remove(connection: &Connection, pool_id: &str, sub: &str) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM directory WHERE pool_id = ?1 AND sub = ?2")?
        .execute([pool_id, sub])?;
    Ok(())
}

pub(crate) fn mark_deleted(
    connection: &Connection,
    pool_id: &str,
    seen: i64,
    now: i64,
) -> Result<usize> {
    connection
        .prepare_cached(
            "UPDATE directory SET deleted_at = ?3, updated_at = ?3
             WHERE pool_id = ?1 AND seen_at < ?2 AND deleted_at IS NULL",
        )?
        .execute(params![pool_id, seen, now])
}

pub(crate) fn get(connection: &Connection, pool_id: &str, sub: &str) -> Result<Option<Profile>> {
    connection
        .prepare_cached(
            "SELECT pool_id, sub, username, email, first_name, last_name, accept_terms, verified
             FROM directory WHERE pool_id = ?1 AND sub = ?2 AND deleted_at IS NULL",
        )?
        .query_row([pool_id, sub], |row| {
            Ok(Profile {
                pool_id: row.get(0)?,
                sub: row.get(1)?,
                username: row.get(2)?,
                email: row.get(3)?,
                first_name: row.get(4)?,
                last_name: row.get(5)?,
                accept_terms: row.get::<_, Option<i64>>(6)?.map(|truth| truth != 0),
                verified: row.get::<_, i64>(7)? != 0,
            })
        })
        .optional()
}
