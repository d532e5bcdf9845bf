//! Pools and their signing keys.

use std::sync::Arc;

use poolgate_db::rusqlite::{Connection, OptionalExtension, Row, params};
use poolgate_pool::model::{Pool, SigningKey, TokenUse};
use poolgate_pool::store::Conflict;

use crate::apply::{NotApplied, guard};
use crate::secrets::Secrets;
use crate::store::ReadError;

const COLUMNS: &str = "id, region, account, description, version, mfa";

fn from_row(row: &Row<'_>) -> Result<Pool, ReadError> {
    let description: String = row.get(3)?;
    let mfa: Option<String> = row.get(5)?;
    let mut pool = Pool::new(
        row.get(0)?,
        row.get(1)?,
        row.get(2)?,
        serde_json::from_str(&description)?,
        row.get(4)?,
    );
    pool.mfa = mfa.as_deref().map(serde_json::from_str).transpose()?;
    Ok(pool)
}

pub(crate) fn by_id(connection: &Connection, id: &str) -> Result<Option<Pool>, ReadError> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM pools WHERE id = ?1"))?;
    statement
        .query_row([id], |row| Ok(from_row(row)))
        .optional()?
        .transpose()
}

pub(crate) fn page(
    connection: &Connection,
    (account, region): (&str, &str),
    after: &str,
    limit: usize,
) -> Result<Vec<Arc<Pool>>, ReadError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM pools WHERE account = ?1 AND region = ?2 AND id > ?3 ORDER BY id LIMIT ?4"
    ))?;
    let limit = i64::try_from(limit)?;
    let rows = statement.query_map(params![account, region, after, limit], |row| {
        Ok(from_row(row))
    })?;
    rows.map(|row| row?.map(Arc::new)).collect()
}

pub(crate) fn user_count(connection: &Connection, pool_id: &str) -> Result<u64, ReadError> {
    let mut statement = connection.prepare_cached("SELECT users FROM pools WHERE id = ?1")?;
    let count: Option<i64> = statement
        .query_row([pool_id], |row| row.get(0))
        .optional()?;
    Ok(u64::try_from(count.unwrap_or_default())?)
}

pub(crate) fn create(
    connection: &Connection,
    secrets: &Secrets,
    pool: &Pool,
    keys: &[SigningKey],
) -> Result<(), NotApplied> {
    let created = connection
        .prepare_cached(
            "INSERT INTO pools (id, region, account, description, version)
             VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            pool.id,
            pool.region,
            pool.account,
            serde_json::to_string(&pool.description)?,
            pool.version
        ])?;
    guard(created, Conflict::Id)?;
    for key in keys {
        let token_use = key.token_use.as_str();
        let sealed = secrets.seal(
            &key_place(&pool.id, token_use),
            key.pkcs8.expose().as_bytes(),
        );
        connection
            .prepare_cached(
                "INSERT INTO signing_keys (pool_id, token_use, kid, sealed) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![pool.id, token_use, key.kid, sealed])?;
    }
    Ok(())
}

pub(crate) fn update(connection: &Connection, pool: &Pool) -> Result<(), NotApplied> {
    let updated = connection
        .prepare_cached(
            "UPDATE pools SET description = ?2, mfa = ?4, version = version + 1 WHERE id = ?1 AND version = ?3",
        )?
        .execute(params![
            pool.id,
            serde_json::to_string(&pool.description)?,
            pool.version,
            pool.mfa.as_ref().map(serde_json::to_string).transpose()?
        ])?;
    guard(updated, Conflict::Version)
}

pub(crate) fn delete(connection: &Connection, pool_id: &str) -> Result<(), NotApplied> {
    let deleted = connection
        .prepare_cached("DELETE FROM pools WHERE id = ?1")?
        .execute([pool_id])?;
    guard(deleted, Conflict::Version)
}

pub(crate) fn signing_keys(
    connection: &Connection,
    secrets: &Secrets,
    pool_id: &str,
) -> Result<Vec<SigningKey>, ReadError> {
    let mut statement = connection
        .prepare_cached("SELECT token_use, kid, sealed FROM signing_keys WHERE pool_id = ?1")?;
    let rows = statement.query_map([pool_id], |row| {
        Ok((
            row.get::<_, String>(0)?,
            row.get::<_, String>(1)?,
            row.get::<_, Vec<u8>>(2)?,
        ))
    })?;
    rows.map(|row| {
        let (token_use, kid, sealed) = row?;
        let pkcs8 = secrets.open(&key_place(pool_id, &token_use), &sealed)?;
        let token_use = if token_use == TokenUse::Id.as_str() {
            TokenUse::Id
        } else {
            TokenUse::Access
        };
        Ok(SigningKey {
            token_use,
            kid,
            pkcs8: std::str::from_utf8(&pkcs8)?.into(),
        })
    })
    .collect()
}

fn key_place<'a>(pool_id: &'a str, token_use: &'a str) -> [&'a str; 3] {
    ["signing_keys", pool_id, token_use]
}
