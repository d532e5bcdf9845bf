//! Devices of users.

use std::net::IpAddr;

use poolgate_crypto::srp::Verifier;
use poolgate_db::rusqlite::{Connection, Row, params};
use poolgate_pool::model::{Device, DeviceRef, ProvedBefore};
use poolgate_pool::store::Conflict;
use poolgate_pool_api::Timestamp;

use crate::apply::{NotApplied, guard};
use crate::secrets::Secrets;
use crate::store::ReadError;

const COLUMNS: &str = "key, name, salt, sealed, remembered, created_at, modified_at, authenticated_at, \
    proved_client, proved_until, address";

fn place<'a>(pool_id: &'a str, sub: &'a str, key: &'a str) -> [&'a str; 4] {
    ["devices", pool_id, sub, key]
}

fn from_row(
    row: &Row<'_>,
    secrets: &Secrets,
    pool_id: &str,
    sub: &str,
) -> Result<Device, ReadError> {
    let key: String = row.get(0)?;
    let sealed: Vec<u8> = row.get(3)?;
    let address: Option<String> = row.get(10)?;
    let verifier = secrets.open(&place(pool_id, sub, &key), &sealed)?;
    let proved = match (row.get(8)?, row.get::<_, Option<i64>>(9)?) {
        (Some(client_id), Some(until)) => Some(ProvedBefore {
            client_id,
            until: Timestamp(until),
        }),
        _ => None,
    };
    Ok(Device {
        pool_id: pool_id.to_owned(),
        sub: sub.to_owned(),
        key,
        name: row.get(1)?,
        salt: row.get(2)?,
        verifier: Verifier::from_bytes(&verifier).ok_or("a verifier of another length")?,
        remembered: row.get(4)?,
        created_at: Timestamp(row.get(5)?),
        modified_at: Timestamp(row.get(6)?),
        address: address.map(|address| address.parse()).transpose()?,
        authenticated_at: Timestamp(row.get(7)?),
        proved,
    })
}

pub(crate) fn by_key(
    connection: &Connection,
    secrets: &Secrets,
    device: &DeviceRef,
) -> Result<Option<Device>, ReadError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM devices WHERE pool_id = ?1 AND sub = ?2 AND key = ?3"
    ))?;
    let mut rows = statement.query([&device.pool_id, &device.sub, &device.key])?;
    match rows.next()? {
        Some(row) => Ok(Some(from_row(row, secrets, &device.pool_id, &device.sub)?)),
        None => Ok(None),
    }
}

/// Those of a user by key.
pub(crate) fn page(
    connection: &Connection,
    secrets: &Secrets,
    (pool_id, sub): (&str, &str),
    after: &str,
    limit: usize,
) -> Result<Vec<Device>, ReadError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM devices WHERE pool_id = ?1 AND sub = ?2 AND key > ?3 ORDER BY key LIMIT ?4"
    ))?;
    let mut rows = statement.query(params![pool_id, sub, after, i64::try_from(limit)?])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(from_row(row, secrets, pool_id, sub)?);
    }
    Ok(found)
}

pub(crate) fn create(
    connection: &Connection,
    secrets: &Secrets,
    device: &Device,
) -> Result<(), NotApplied> {
    let place = place(&device.pool_id, &device.sub, &device.key);
    let sealed = secrets.seal(&place, device.verifier.as_bytes());
    let created = connection
        .prepare_cached(
            "INSERT INTO devices (pool_id, sub, key, name, salt, sealed, remembered, created_at, modified_at,
                                  authenticated_at, address)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            device.pool_id,
            device.sub,
            device.key,
            device.name,
            device.salt,
            sealed,
            device.remembered,
            device.created_at.0,
            device.modified_at.0,
            device.authenticated_at.0,
            device.address.map(|address| address.to_string()),
        ])?;
    guard(created, Conflict::Id)
}

/// A sign-in that waits for the device waits no more: what it was asked for may have changed.
pub(crate) fn set_status(
    connection: &Connection,
    device: &DeviceRef,
    remembered: bool,
    at: Timestamp,
) -> Result<(), NotApplied> {
    let set = connection
        .prepare_cached(
            "UPDATE devices SET remembered = ?4, modified_at = ?5, proved_client = NULL, proved_until = NULL
             WHERE pool_id = ?1 AND sub = ?2 AND key = ?3",
        )?
        .execute(params![
            device.pool_id,
            device.sub,
            device.key,
            remembered,
            at.0
        ])?;
    guard(set, Conflict::Version)
}

pub(crate) fn await_proof(
    connection: &Connection,
    device: &DeviceRef,
    proved: &ProvedBefore,
) -> Result<(), NotApplied> {
    let set = connection
        .prepare_cached(
            "UPDATE devices SET proved_client = ?4, proved_until = ?5
             WHERE pool_id = ?1 AND sub = ?2 AND key = ?3",
        )?
        .execute(params![
            device.pool_id,
            device.sub,
            device.key,
            proved.client_id,
            proved.until.0
        ])?;
    guard(set, Conflict::Version)
}

pub(crate) fn signed_in(
    connection: &Connection,
    device: &DeviceRef,
    before: Option<&ProvedBefore>,
    at: Timestamp,
    address: Option<IpAddr>,
) -> Result<(), NotApplied> {
    let set = connection
        .prepare_cached(
            "UPDATE devices SET authenticated_at = ?4, address = coalesce(?7, address), proved_client = NULL, proved_until = NULL
             WHERE pool_id = ?1 AND sub = ?2 AND key = ?3
               AND (?5 IS NULL OR (proved_client = ?5 AND proved_until = ?6))",
        )?
        .execute(params![
            device.pool_id,
            device.sub,
            device.key,
            at.0,
            before.map(|proved| &proved.client_id),
            before.map(|proved| proved.until.0),
            address.map(|address| address.to_string()),
        ])?;
    guard(set, Conflict::Version)
}

/// The device is gone, and its refresh tokens with it.
pub(crate) fn forget(connection: &Connection, device: &DeviceRef) -> Result<(), NotApplied> {
    let forgotten = connection
        .prepare_cached("DELETE FROM devices WHERE pool_id = ?1 AND sub = ?2 AND key = ?3")?
        .execute([&device.pool_id, &device.sub, &device.key])?;
    guard(forgotten, Conflict::Version)?;
    connection
        .prepare_cached(
            "DELETE FROM refresh_tokens WHERE session_id IN (
                 SELECT id FROM sessions WHERE pool_id = ?1 AND sub = ?2 AND device_key = ?3)",
        )?
        .execute([&device.pool_id, &device.sub, &device.key])?;
    Ok(())
}
