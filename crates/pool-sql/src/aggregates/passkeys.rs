//! Passkeys of users.

use poolgate_crypto::webauthn::CredentialKey;
use poolgate_db::rusqlite::{Connection, params};
use poolgate_pool::model::Passkey;
use poolgate_pool::store::Conflict;
use poolgate_pool_api::Timestamp;

use crate::apply::{NotApplied, guard};
use crate::store::ReadError;

/// All of a user, the oldest first.
pub(crate) fn of_user(
    connection: &Connection,
    pool_id: &str,
    sub: &str,
) -> Result<Vec<Passkey>, ReadError> {
    let mut statement = connection.prepare_cached(
        "SELECT credential_id, rp_id, public_key, sign_count, backup_eligible, name, attachment, transports,
                created_at
         FROM passkeys WHERE pool_id = ?1 AND sub = ?2 ORDER BY created_at, credential_id",
    )?;
    let mut rows = statement.query([pool_id, sub])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let key: Vec<u8> = row.get(2)?;
        let transports: String = row.get(7)?;
        found.push(Passkey {
            pool_id: pool_id.to_owned(),
            sub: sub.to_owned(),
            id: row.get(0)?,
            rp_id: row.get(1)?,
            key: CredentialKey::from_cose(&key)?,
            sign_count: row.get(3)?,
            backup_eligible: row.get(4)?,
            name: row.get(5)?,
            attachment: row.get(6)?,
            transports: transports.split_whitespace().map(str::to_owned).collect(),
            created_at: Timestamp(row.get(8)?),
        });
    }
    Ok(found)
}

pub(crate) fn create(connection: &Connection, passkey: &Passkey) -> Result<(), NotApplied> {
    let count: i64 = connection
        .prepare_cached("SELECT count(*) FROM passkeys WHERE pool_id = ?1 AND sub = ?2")?
        .query_row([&passkey.pool_id, &passkey.sub], |row| row.get(0))?;
    if usize::try_from(count).is_ok_and(|count| count >= Passkey::MOST) {
        return Err(NotApplied::Conflict(Conflict::Limit));
    }
    let created = connection
        .prepare_cached(
            "INSERT INTO passkeys (pool_id, credential_id, sub, rp_id, public_key, sign_count, backup_eligible,
                                   name, attachment, transports, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            passkey.pool_id,
            passkey.id,
            passkey.sub,
            passkey.rp_id,
            passkey.key.as_cose(),
            passkey.sign_count,
            passkey.backup_eligible,
            passkey.name,
            passkey.attachment,
            passkey.transports.join(" "),
            passkey.created_at.0,
        ])?;
    guard(created, Conflict::Id)
}

pub(crate) fn count_signature(
    connection: &Connection,
    passkey: &Passkey,
    after: u32,
) -> Result<(), NotApplied> {
    let counted = connection
        .prepare_cached(
            "UPDATE passkeys SET sign_count = ?5
             WHERE pool_id = ?1 AND sub = ?2 AND credential_id = ?3 AND sign_count = ?4",
        )?
        .execute(params![
            passkey.pool_id,
            passkey.sub,
            passkey.id,
            passkey.sign_count,
            after
        ])?;
    guard(counted, Conflict::Version)
}

pub(crate) fn delete(
    connection: &Connection,
    pool_id: &str,
    sub: &str,
    id: &[u8],
) -> Result<(), NotApplied> {
    let deleted = connection
        .prepare_cached(
            "DELETE FROM passkeys WHERE pool_id = ?1 AND sub = ?2 AND credential_id = ?3",
        )?
        .execute(params![pool_id, sub, id])?;
    guard(deleted, Conflict::Version)
}
