//! Failed sign-ins.

use poolgate_db::rusqlite::{Connection, OptionalExtension, params};
use poolgate_pool::model::SignInFailures;
use poolgate_pool::store::Conflict;
use poolgate_pool_api::Timestamp;

use crate::apply::{NotApplied, guard};
use crate::store::ReadError;

/// How long failures are kept, in milliseconds: a day.
const KEPT: i64 = 24 * 60 * 60 * 1000;

pub(crate) fn get(
    connection: &Connection,
    pool_id: &str,
    subject: &str,
) -> Result<Option<SignInFailures>, ReadError> {
    let mut statement = connection.prepare_cached(
        "SELECT count, last_at, locked_until FROM sign_in_failures WHERE pool_id = ?1 AND subject = ?2",
    )?;
    let found = statement
        .query_row([pool_id, subject], |row| {
            Ok(SignInFailures {
                pool_id: pool_id.to_owned(),
                subject: subject.to_owned(),
                count: row.get(0)?,
                last_at: Timestamp(row.get(1)?),
                locked_until: Timestamp(row.get(2)?),
            })
        })
        .optional()?;
    Ok(found)
}

pub(crate) fn count(
    connection: &Connection,
    failures: &SignInFailures,
    before: Option<u32>,
) -> Result<(), NotApplied> {
    let values = params![
        failures.pool_id,
        failures.subject,
        failures.count,
        failures.last_at.0,
        failures.locked_until.0,
        before
    ];
    let counted = if before.is_none() {
        connection
            .prepare_cached(
                "INSERT INTO sign_in_failures (pool_id, subject, count, last_at, locked_until)
                 SELECT ?1, ?2, ?3, ?4, ?5 WHERE ?6 IS NULL ON CONFLICT DO NOTHING",
            )?
            .execute(values)?
    } else {
        connection
            .prepare_cached(
                "UPDATE sign_in_failures SET count = ?3, last_at = ?4, locked_until = ?5
                 WHERE pool_id = ?1 AND subject = ?2 AND count = ?6",
            )?
            .execute(values)?
    };
    guard(counted, Conflict::Version)?;
    connection
        .prepare_cached(
            "DELETE FROM sign_in_failures WHERE (pool_id, subject) IN (
                 SELECT pool_id, subject FROM sign_in_failures WHERE last_at < ?1 ORDER BY last_at LIMIT 4)",
        )?
        .execute([failures.last_at.0 - KEPT])?;
    Ok(())
}

pub(crate) fn clear(
    connection: &Connection,
    pool_id: &str,
    subject: &str,
    before: u32,
) -> Result<(), NotApplied> {
    let cleared = connection
        .prepare_cached(
            "DELETE FROM sign_in_failures WHERE pool_id = ?1 AND subject = ?2 AND count = ?3",
        )?
        .execute(params![pool_id, subject, before])?;
    guard(cleared, Conflict::Version)
}
