//! One-time codes.

use poolgate_crypto::CodeMac;
use poolgate_db::rusqlite::{Connection, OptionalExtension, params};
use poolgate_pool::model::{Code, CodeRef};
use poolgate_pool::store::Conflict;
use poolgate_pool_api::Timestamp;

use crate::apply::{NotApplied, guard};
use crate::store::ReadError;

pub(crate) fn get(connection: &Connection, code: &CodeRef) -> Result<Option<Code>, ReadError> {
    let mut statement = connection.prepare_cached(
        "SELECT mac, attribute, expires_at, wrong_tries, address, replaces FROM codes
         WHERE pool_id = ?1 AND sub = ?2 AND purpose = ?3",
    )?;
    let row = statement
        .query_row([&code.pool_id, &code.sub, code.purpose.as_str()], |row| {
            Ok(Code {
                code: code.clone(),
                mac: row.get::<_, CodeMac>(0)?,
                attribute: row.get(1)?,
                expires_at: Timestamp(row.get(2)?),
                wrong_tries: row.get(3)?,
                address: row.get(4)?,
                replaces: row.get(5)?,
            })
        })
        .optional()?;
    Ok(row)
}

pub(crate) fn put(connection: &Connection, code: &Code) -> Result<(), NotApplied> {
    connection
        .prepare_cached(
            "INSERT INTO codes (pool_id, sub, purpose, mac, attribute, expires_at, wrong_tries,
                                address, replaces)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (pool_id, sub, purpose) DO UPDATE SET
                 mac = excluded.mac, attribute = excluded.attribute,
                 expires_at = excluded.expires_at, wrong_tries = excluded.wrong_tries,
                 address = excluded.address, replaces = excluded.replaces",
        )?
        .execute(params![
            code.code.pool_id,
            code.code.sub,
            code.code.purpose.as_str(),
            code.mac,
            code.attribute,
            code.expires_at.0,
            code.wrong_tries,
            code.address,
            code.replaces
        ])?;
    Ok(())
}

pub(crate) fn spend(
    connection: &Connection,
    code: &CodeRef,
    mac: &CodeMac,
) -> Result<(), NotApplied> {
    let spent = connection
        .prepare_cached(
            "DELETE FROM codes WHERE pool_id = ?1 AND sub = ?2 AND purpose = ?3 AND mac = ?4",
        )?
        .execute(params![code.pool_id, code.sub, code.purpose.as_str(), mac])?;
    guard(spent, Conflict::Spent)
}

pub(crate) fn void(connection: &Connection, code: &CodeRef) -> Result<(), NotApplied> {
    connection
        .prepare_cached("DELETE FROM codes WHERE pool_id = ?1 AND sub = ?2 AND purpose = ?3")?
        .execute([&code.pool_id, &code.sub, code.purpose.as_str()])?;
    Ok(())
}

pub(crate) fn count_wrong_try(
    connection: &Connection,
    code: &CodeRef,
    mac: &CodeMac,
) -> Result<(), NotApplied> {
    let counted = connection
        .prepare_cached(
            "UPDATE codes SET wrong_tries = wrong_tries + 1
             WHERE pool_id = ?1 AND sub = ?2 AND purpose = ?3 AND mac = ?4 AND wrong_tries < ?5",
        )?
        .execute(params![
            code.pool_id,
            code.sub,
            code.purpose.as_str(),
            mac,
            Code::MAX_WRONG_TRIES
        ])?;
    guard(counted, Conflict::Spent)
}
