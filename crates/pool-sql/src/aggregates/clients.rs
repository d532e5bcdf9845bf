//! App clients.

use std::sync::Arc;

use poolgate_db::rusqlite::{Connection, OptionalExtension, Row, params};
use poolgate_pool::model::Client;
use poolgate_pool::store::Conflict;

use zeroize::Zeroizing;

use crate::apply::{NotApplied, guard};
use crate::secrets::Secrets;
use crate::store::ReadError;

const COLUMNS: &str = "id, pool_id, sealed, description, version";

fn from_row(row: &Row<'_>, secrets: &Secrets) -> Result<Client, ReadError> {
    let id: String = row.get(0)?;
    let sealed: Option<Vec<u8>> = row.get(2)?;
    let secrets = match sealed {
        Some(sealed) => serde_json::from_slice(&secrets.open(&place(&id), &sealed)?)?,
        None => Vec::new(),
    };
    let description: String = row.get(3)?;
    Ok(Client::new(
        id,
        row.get(1)?,
        secrets,
        serde_json::from_str(&description)?,
        row.get(4)?,
    ))
}

fn place(id: &str) -> [&str; 2] {
    ["clients", id]
}

pub(crate) fn by_id(
    connection: &Connection,
    secrets: &Secrets,
    id: &str,
) -> Result<Option<Client>, ReadError> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM clients WHERE id = ?1"))?;
    statement
        .query_row([id], |row| Ok(from_row(row, secrets)))
        .optional()?
        .transpose()
}

pub(crate) fn page(
    connection: &Connection,
    secrets: &Secrets,
    pool_id: &str,
    after: &str,
    limit: usize,
) -> Result<Vec<Arc<Client>>, ReadError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM clients WHERE pool_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3"
    ))?;
    let limit = i64::try_from(limit)?;
    let rows = statement.query_map(params![pool_id, after, limit], |row| {
        Ok(from_row(row, secrets))
    })?;
    rows.map(|row| row?.map(Arc::new)).collect()
}

fn sealed(secrets: &Secrets, client: &Client) -> Result<Option<Vec<u8>>, serde_json::Error> {
    if client.secrets.is_empty() {
        return Ok(None);
    }
    let open = Zeroizing::new(serde_json::to_vec(&client.secrets)?);
    Ok(Some(secrets.seal(&place(&client.id), &open)))
}

pub(crate) fn create(
    connection: &Connection,
    secrets: &Secrets,
    client: &Client,
) -> Result<(), NotApplied> {
    let created = connection
        .prepare_cached(
            "INSERT INTO clients (id, pool_id, sealed, description, version)
             VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            client.id,
            client.pool_id,
            sealed(secrets, client)?,
            serde_json::to_string(&client.description)?,
            client.version
        ])?;
    guard(created, Conflict::Id)
}

pub(crate) fn update(
    connection: &Connection,
    secrets: &Secrets,
    client: &Client,
) -> Result<(), NotApplied> {
    let updated = connection
        .prepare_cached(
            "UPDATE clients SET sealed = ?2, description = ?3, version = version + 1
             WHERE id = ?1 AND version = ?4",
        )?
        .execute(params![
            client.id,
            sealed(secrets, client)?,
            serde_json::to_string(&client.description)?,
            client.version
        ])?;
    guard(updated, Conflict::Version)
}

pub(crate) fn delete(connection: &Connection, id: &str) -> Result<(), NotApplied> {
    let deleted = connection
        .prepare_cached("DELETE FROM clients WHERE id = ?1")?
        .execute([id])?;
    guard(deleted, Conflict::Version)
}
