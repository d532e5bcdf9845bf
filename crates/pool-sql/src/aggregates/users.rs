//! Users and their aliases.

use poolgate_db::rusqlite::{Connection, OptionalExtension, Row, params};
use poolgate_pool::model::{Alias, LoginName, User};
use poolgate_pool::store::Conflict;
use poolgate_pool_api::Timestamp;
use serde_json::Value;

use super::user_search;
use crate::apply::{NotApplied, guard};
use crate::store::ReadError;

const COLUMNS: &str = "pool_id, sub, username, status, enabled, attributes, created_at, modified_at, signed_out_at, version";

/// The same of a table that a join calls `u`.
pub(crate) const COLUMNS_OF_U: &str = "u.pool_id, u.sub, u.username, u.status, u.enabled, u.attributes, u.created_at, u.modified_at, u.signed_out_at, u.version";

pub(crate) fn from_row(row: &Row<'_>) -> Result<User, ReadError> {
    let status: String = row.get(3)?;
    let attributes: String = row.get(5)?;
    Ok(User {
        pool_id: row.get(0)?,
        sub: row.get(1)?,
        username: row.get(2)?,
        status: serde_json::from_value(Value::String(status))?,
        enabled: row.get(4)?,
        attributes: serde_json::from_str(&attributes)?,
        created_at: Timestamp(row.get(6)?),
        modified_at: Timestamp(row.get(7)?),
        signed_out_at: row.get::<_, Option<i64>>(8)?.map(Timestamp),
        version: row.get(9)?,
    })
}

pub(crate) fn by_sub(
    connection: &Connection,
    pool_id: &str,
    sub: &str,
) -> Result<Option<User>, ReadError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM users WHERE pool_id = ?1 AND sub = ?2"
    ))?;
    statement
        .query_row([pool_id, sub], |row| Ok(from_row(row)))
        .optional()?
        .transpose()
}

fn by_login_sql() -> String {
    format!(
        "SELECT {COLUMNS} FROM users WHERE pool_id = ?1 AND sub IN (
             SELECT sub FROM users WHERE pool_id = ?1 AND username_key = ?2
             UNION ALL SELECT sub FROM aliases WHERE pool_id = ?1 AND key = ?2
             UNION ALL SELECT ?3)
         ORDER BY username_key = ?2 DESC LIMIT 1"
    )
}

/// One statement with three indexed look-ups, whether the user exists or not.
pub(crate) fn by_login(
    connection: &Connection,
    pool_id: &str,
    login: &LoginName,
) -> Result<Option<User>, ReadError> {
    let mut statement = connection.prepare_cached(&by_login_sql())?;
    statement
        .query_row([pool_id, &login.key, &login.typed], |row| Ok(from_row(row)))
        .optional()?
        .transpose()
}

/// The user who signs in by an alias.
pub(crate) fn by_alias(
    connection: &Connection,
    pool_id: &str,
    alias: &Alias,
) -> Result<Option<User>, ReadError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS_OF_U} FROM aliases a JOIN users u ON u.pool_id = a.pool_id AND u.sub = a.sub
         WHERE a.pool_id = ?1 AND a.key = ?2 AND a.kind = ?3"
    ))?;
    statement
        .query_row([pool_id, &alias.key, alias.kind.attribute()], |row| {
            Ok(from_row(row))
        })
        .optional()?
        .transpose()
}

/// A name by which somebody signs in already, as user name, alias or `sub`, is not free for a new user.
pub(crate) fn create(
    connection: &Connection,
    user: &User,
    username_key: &str,
    aliases: &[Alias],
) -> Result<(), NotApplied> {
    let created = connection
        .prepare_cached(
            "INSERT INTO users (pool_id, sub, username, username_key, status, enabled, attributes,
                                created_at, modified_at, signed_out_at, version)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11
             WHERE NOT EXISTS (SELECT 1 FROM aliases WHERE pool_id = ?1 AND key = ?4)
               AND NOT EXISTS (SELECT 1 FROM users WHERE pool_id = ?1 AND sub = ?3)
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            user.pool_id,
            user.sub,
            user.username,
            username_key,
            user.status.as_str(),
            user.enabled,
            serde_json::to_string(&user.attributes)?,
            user.created_at.0,
            user.modified_at.0,
            user.signed_out_at.map(|at| at.0),
            user.version
        ])?;
    guard(created, Conflict::Username)?;
    put_aliases(connection, user, aliases)?;
    user_search::put(connection, user)?;
    connection
        .prepare_cached("UPDATE pools SET users = users + 1 WHERE id = ?1")?
        .execute([&user.pool_id])?;
    Ok(())
}

fn put_aliases(connection: &Connection, user: &User, aliases: &[Alias]) -> Result<(), NotApplied> {
    for alias in aliases {
        let put = connection
            .prepare_cached(
                "INSERT INTO aliases (pool_id, key, kind, sub) SELECT ?1, ?2, ?3, ?4
                 WHERE NOT EXISTS (
                     SELECT 1 FROM users WHERE pool_id = ?1 AND username_key = ?2 AND sub <> ?4)
                 ON CONFLICT DO NOTHING",
            )?
            .execute(params![
                user.pool_id,
                alias.key,
                alias.kind.attribute(),
                user.sub
            ])?;
        guard(put, Conflict::Alias)?;
    }
    Ok(())
}

pub(crate) fn update(
    connection: &Connection,
    user: &User,
    aliases: Option<&[Alias]>,
) -> Result<(), NotApplied> {
    let updated = connection
        .prepare_cached(
            "UPDATE users SET status = ?3, enabled = ?4, attributes = ?5, modified_at = ?6,
                              signed_out_at = ?7, version = version + 1
             WHERE pool_id = ?1 AND sub = ?2 AND version = ?8",
        )?
        .execute(params![
            user.pool_id,
            user.sub,
            user.status.as_str(),
            user.enabled,
            serde_json::to_string(&user.attributes)?,
            user.modified_at.0,
            user.signed_out_at.map(|at| at.0),
            user.version
        ])?;
    guard(updated, Conflict::Version)?;
    user_search::put(connection, user)?;
    if let Some(aliases) = aliases {
        connection
            .prepare_cached("DELETE FROM aliases WHERE pool_id = ?1 AND sub = ?2")?
            .execute([&user.pool_id, &user.sub])?;
        put_aliases(connection, user, aliases)?;
    }
    Ok(())
}

pub(crate) fn sign_out(
    connection: &Connection,
    pool_id: &str,
    sub: &str,
    at: Timestamp,
) -> Result<(), NotApplied> {
    let updated = connection
        .prepare_cached(
            "UPDATE users SET signed_out_at = ?3, version = version + 1 WHERE pool_id = ?1 AND sub = ?2",
        )?
        .execute(params![pool_id, sub, at.0])?;
    guard(updated, Conflict::Version)
}

pub(crate) fn delete(connection: &Connection, pool_id: &str, sub: &str) -> Result<(), NotApplied> {
    let deleted = connection
        .prepare_cached("DELETE FROM users WHERE pool_id = ?1 AND sub = ?2")?
        .execute([pool_id, sub])?;
    guard(deleted, Conflict::Version)?;
    connection
        .prepare_cached("UPDATE pools SET users = users - 1 WHERE id = ?1")?
        .execute([pool_id])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use poolgate_db::Database;

    use super::by_login_sql;

    #[test]
    fn users_are_found_by_indexes_whatever_their_number() {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::open(&folder.path().join("t.db"), &[crate::MIGRATIONS]).unwrap();
        let plan: Vec<String> = database
            .read(|connection| {
                connection
                    .prepare(&format!("EXPLAIN QUERY PLAN {}", by_login_sql()))?
                    .query_map(["pool", "key", "typed"], |row| row.get(3))?
                    .collect()
            })
            .unwrap();
        let searches = plan.iter().filter(|step| step.contains("SEARCH")).count();
        assert!(searches >= 3, "{plan:?}");
        assert!(
            !plan
                .iter()
                .any(|step| step.starts_with("SCAN") && !step.contains("CONSTANT ROW")),
            "{plan:?}"
        );
    }
}
