//! Settings of the database itself.

use poolgate_db::rusqlite::{Connection, OptionalExtension, params};

use crate::apply::NotApplied;
use crate::store::ReadError;

pub(crate) fn get(connection: &Connection, name: &str) -> Result<Option<String>, ReadError> {
    let mut statement = connection.prepare_cached("SELECT value FROM settings WHERE name = ?1")?;
    Ok(statement.query_row([name], |row| row.get(0)).optional()?)
}

pub(crate) fn put(connection: &Connection, name: &str, value: &str) -> Result<(), NotApplied> {
    connection
        .prepare_cached(
            "INSERT INTO settings (name, value) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )?
        .execute(params![name, value])?;
    Ok(())
}

pub(crate) fn touch_decoy(connection: &Connection) -> Result<(), NotApplied> {
    connection
        .prepare_cached("UPDATE decoy SET count = count + 1")?
        .execute([])?;
    Ok(())
}
