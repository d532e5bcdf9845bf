//! Proofs of passwords, and of earlier ones.

use poolgate_crypto::srp::{GROUP_BYTES, SALT_BYTES, Verifier};
use poolgate_db::rusqlite::{Connection, OptionalExtension, params};
use poolgate_pool::model::Password;
use poolgate_pool_api::Timestamp;
use zeroize::Zeroizing;

use crate::apply::NotApplied;
use crate::secrets::Secrets;
use crate::store::ReadError;

const fn place<'a>(pool_id: &'a str, sub: &'a str) -> [&'a str; 3] {
    ["passwords", pool_id, sub]
}

/// Sets a password; of the earlier ones the newest `keep` stay.
pub(crate) fn set(
    connection: &Connection,
    secrets: &Secrets,
    (pool_id, sub): (&str, &str),
    password: &Password,
    keep: usize,
) -> Result<(), NotApplied> {
    if keep > 0 {
        connection
            .prepare_cached(
                "INSERT INTO past_passwords (pool_id, sub, number, sealed, set_at)
                 SELECT pool_id, sub,
                     (SELECT ifnull(max(number), 0) + 1 FROM past_passwords WHERE pool_id = ?1 AND sub = ?2),
                     sealed, set_at
                 FROM passwords WHERE pool_id = ?1 AND sub = ?2",
            )?
            .execute([pool_id, sub])?;
    }
    connection
        .prepare_cached(
            "DELETE FROM past_passwords WHERE pool_id = ?1 AND sub = ?2 AND number <= (
                 SELECT max(number) FROM past_passwords WHERE pool_id = ?1 AND sub = ?2) - ?3",
        )?
        .execute(params![
            pool_id,
            sub,
            i64::try_from(keep).unwrap_or(i64::MAX)
        ])?;
    let mut open = Zeroizing::new(Vec::with_capacity(SALT_BYTES + GROUP_BYTES));
    open.extend_from_slice(&password.salt);
    open.extend_from_slice(password.verifier.as_bytes());
    connection
        .prepare_cached(
            "INSERT INTO passwords (pool_id, sub, sealed, set_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (pool_id, sub) DO UPDATE SET sealed = excluded.sealed, set_at = excluded.set_at",
        )?
        .execute(params![pool_id, sub, secrets.seal(&place(pool_id, sub), &open), password.set_at.0])?;
    Ok(())
}

/// The password of now.
pub(crate) fn current(
    connection: &Connection,
    secrets: &Secrets,
    pool_id: &str,
    sub: &str,
) -> Result<Option<Password>, ReadError> {
    let mut statement = connection
        .prepare_cached("SELECT sealed, set_at FROM passwords WHERE pool_id = ?1 AND sub = ?2")?;
    let row: Option<(Vec<u8>, i64)> = statement
        .query_row([pool_id, sub], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    row.map(|(sealed, set_at)| open(secrets, pool_id, sub, &sealed, set_at))
        .transpose()
}

/// Earlier passwords, newest first.
pub(crate) fn past(
    connection: &Connection,
    secrets: &Secrets,
    pool_id: &str,
    sub: &str,
    limit: usize,
) -> Result<Vec<Password>, ReadError> {
    let mut statement = connection.prepare_cached(
        "SELECT sealed, set_at FROM past_passwords WHERE pool_id = ?1 AND sub = ?2
         ORDER BY number DESC LIMIT ?3",
    )?;
    let rows = statement.query_map(params![pool_id, sub, i64::try_from(limit)?], |row| {
        Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?))
    })?;
    rows.map(|row| {
        let (sealed, set_at) = row?;
        open(secrets, pool_id, sub, &sealed, set_at)
    })
    .collect()
}

fn open(
    secrets: &Secrets,
    pool_id: &str,
    sub: &str,
    sealed: &[u8],
    set_at: i64,
) -> Result<Password, ReadError> {
    let open = secrets.open(&place(pool_id, sub), sealed)?;
    let (salt, verifier) = open
        .split_first_chunk::<SALT_BYTES>()
        .ok_or("a password without a salt")?;
    let verifier = Verifier::from_bytes(verifier).ok_or("a password without a verifier")?;
    Ok(Password {
        salt: *salt,
        verifier,
        set_at: Timestamp(set_at),
    })
}
