//! Groups and who belongs to them.

use poolgate_db::rusqlite::{Connection, OptionalExtension, Row, params};
use poolgate_pool::model::{Group, User};
use poolgate_pool::store::Conflict;
use poolgate_pool_api::Timestamp;

use super::users;
use crate::apply::{NotApplied, guard};
use crate::store::ReadError;

const COLUMNS: &str =
    "g.pool_id, g.name, g.description, g.role_arn, g.precedence, g.created_at, g.modified_at";

fn from_row(row: &Row<'_>) -> poolgate_db::rusqlite::Result<Group> {
    Ok(Group {
        pool_id: row.get(0)?,
        name: row.get(1)?,
        description: row.get(2)?,
        role_arn: row.get(3)?,
        precedence: row.get(4)?,
        created_at: Timestamp(row.get(5)?),
        modified_at: Timestamp(row.get(6)?),
    })
}

pub(crate) fn by_name(
    connection: &Connection,
    pool_id: &str,
    name: &str,
) -> Result<Option<Group>, ReadError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM groups g WHERE g.pool_id = ?1 AND g.name = ?2"
    ))?;
    Ok(statement.query_row([pool_id, name], from_row).optional()?)
}

pub(crate) fn page(
    connection: &Connection,
    pool_id: &str,
    after: &str,
    limit: usize,
) -> Result<Vec<Group>, ReadError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM groups g WHERE g.pool_id = ?1 AND g.name > ?2 ORDER BY g.name LIMIT ?3"
    ))?;
    let rows = statement.query_map(params![pool_id, after, i64::try_from(limit)?], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) fn of_user(
    connection: &Connection,
    pool_id: &str,
    sub: &str,
) -> Result<Vec<Group>, ReadError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM group_members m JOIN groups g ON g.pool_id = m.pool_id AND g.name = m.name
         WHERE m.pool_id = ?1 AND m.sub = ?2 ORDER BY g.name"
    ))?;
    let rows = statement.query_map([pool_id, sub], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) fn members(
    connection: &Connection,
    pool_id: &str,
    name: &str,
    after: &str,
    limit: usize,
) -> Result<Vec<User>, ReadError> {
    let mut statement = connection.prepare_cached(
        "SELECT sub FROM group_members WHERE pool_id = ?1 AND name = ?2 AND sub > ?3 ORDER BY sub LIMIT ?4",
    )?;
    let rows = statement.query_map(
        params![pool_id, name, after, i64::try_from(limit)?],
        |row| row.get::<_, String>(0),
    )?;
    let mut found = Vec::new();
    for sub in rows {
        found.extend(users::by_sub(connection, pool_id, &sub?)?);
    }
    Ok(found)
}

pub(crate) fn create(connection: &Connection, group: &Group) -> Result<(), NotApplied> {
    let created = connection
        .prepare_cached(
            "INSERT INTO groups (pool_id, name, description, role_arn, precedence, created_at, modified_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            group.pool_id,
            group.name,
            group.description,
            group.role_arn,
            group.precedence,
            group.created_at.0,
            group.modified_at.0
        ])?;
    guard(created, Conflict::Id)
}

pub(crate) fn update(connection: &Connection, group: &Group) -> Result<(), NotApplied> {
    let updated = connection
        .prepare_cached(
            "UPDATE groups SET description = ?3, role_arn = ?4, precedence = ?5, modified_at = ?6
             WHERE pool_id = ?1 AND name = ?2",
        )?
        .execute(params![
            group.pool_id,
            group.name,
            group.description,
            group.role_arn,
            group.precedence,
            group.modified_at.0
        ])?;
    guard(updated, Conflict::Version)
}

pub(crate) fn delete(connection: &Connection, pool_id: &str, name: &str) -> Result<(), NotApplied> {
    let deleted = connection
        .prepare_cached("DELETE FROM groups WHERE pool_id = ?1 AND name = ?2")?
        .execute([pool_id, name])?;
    guard(deleted, Conflict::Version)
}

pub(crate) fn add(
    connection: &Connection,
    pool_id: &str,
    name: &str,
    sub: &str,
) -> Result<(), NotApplied> {
    connection
        .prepare_cached(
            "INSERT INTO group_members (pool_id, name, sub)
             SELECT ?1, ?2, ?3
             WHERE EXISTS (SELECT 1 FROM groups WHERE pool_id = ?1 AND name = ?2)
               AND EXISTS (SELECT 1 FROM users WHERE pool_id = ?1 AND sub = ?3)
             ON CONFLICT DO NOTHING",
        )?
        .execute([pool_id, name, sub])?;
    let is_there: bool = connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM group_members WHERE pool_id = ?1 AND name = ?2 AND sub = ?3)",
        )?
        .query_row([pool_id, name, sub], |row| row.get(0))?;
    guard(usize::from(is_there), Conflict::Version)
}

pub(crate) fn remove(
    connection: &Connection,
    pool_id: &str,
    name: &str,
    sub: &str,
) -> Result<(), NotApplied> {
    connection
        .prepare_cached("DELETE FROM group_members WHERE pool_id = ?1 AND name = ?2 AND sub = ?3")?
        .execute([pool_id, name, sub])?;
    Ok(())
}
