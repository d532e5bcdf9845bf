//! Parts of pools: resource servers, identity providers, domains.

use poolgate_db::rusqlite::{Connection, OptionalExtension, Row, params};
use poolgate_pool::model::{Document, DocumentKind};
use poolgate_pool::store::Conflict;
use poolgate_pool_api::Secret;
use zeroize::Zeroizing;

use crate::apply::{NotApplied, guard};
use crate::secrets::Secrets;
use crate::store::ReadError;

const COLUMNS: &str = "pool_id, key, sealed, version";

fn from_row(row: &Row<'_>, kind: DocumentKind, secrets: &Secrets) -> Result<Document, ReadError> {
    let (pool_id, key): (String, String) = (row.get(0)?, row.get(1)?);
    let sealed: Vec<u8> = row.get(2)?;
    let open = secrets.open(&place(&pool_id, kind, &key), &sealed)?;
    Ok(Document {
        kind,
        body: Secret::from(std::str::from_utf8(&open)?),
        version: row.get(3)?,
        pool_id,
        key,
    })
}

const fn place<'a>(pool_id: &'a str, kind: DocumentKind, key: &'a str) -> [&'a str; 4] {
    ["pool_documents", pool_id, kind.as_str(), key]
}

pub(crate) fn get(
    connection: &Connection,
    secrets: &Secrets,
    (pool_id, kind, key): (&str, DocumentKind, &str),
) -> Result<Option<Document>, ReadError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM pool_documents WHERE pool_id = ?1 AND kind = ?2 AND key = ?3"
    ))?;
    statement
        .query_row([pool_id, kind.as_str(), key], |row| {
            Ok(from_row(row, kind, secrets))
        })
        .optional()?
        .transpose()
}

pub(crate) fn page(
    connection: &Connection,
    secrets: &Secrets,
    (pool_id, kind): (&str, DocumentKind),
    after: &str,
    limit: usize,
) -> Result<Vec<Document>, ReadError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM pool_documents WHERE pool_id = ?1 AND kind = ?2 AND key > ?3
         ORDER BY key LIMIT ?4"
    ))?;
    let limit = i64::try_from(limit)?;
    let rows = statement.query_map(params![pool_id, kind.as_str(), after, limit], |row| {
        Ok(from_row(row, kind, secrets))
    })?;
    rows.map(|row| row?).collect()
}

pub(crate) fn domain(
    connection: &Connection,
    secrets: &Secrets,
    domain: &str,
) -> Result<Option<Document>, ReadError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM pool_documents WHERE kind = 'domain' AND key = ?1"
    ))?;
    statement
        .query_row([domain], |row| {
            Ok(from_row(row, DocumentKind::Domain, secrets))
        })
        .optional()?
        .transpose()
}

fn sealed(secrets: &Secrets, document: &Document) -> Vec<u8> {
    let place = place(&document.pool_id, document.kind, &document.key);
    let open = Zeroizing::new(document.body.expose().as_bytes().to_vec());
    secrets.seal(&place, &open)
}

pub(crate) fn create(
    connection: &Connection,
    secrets: &Secrets,
    document: &Document,
) -> Result<(), NotApplied> {
    let created = connection
        .prepare_cached(
            "INSERT INTO pool_documents (pool_id, kind, key, sealed, version)
             SELECT ?1, ?2, ?3, ?4, 1 WHERE EXISTS (SELECT 1 FROM pools WHERE id = ?1)
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            document.pool_id,
            document.kind.as_str(),
            document.key,
            sealed(secrets, document)
        ])?;
    guard(created, Conflict::Id)
}

pub(crate) fn update(
    connection: &Connection,
    secrets: &Secrets,
    document: &Document,
) -> Result<(), NotApplied> {
    let updated = connection
        .prepare_cached(
            "UPDATE pool_documents SET sealed = ?4, version = version + 1
             WHERE pool_id = ?1 AND kind = ?2 AND key = ?3 AND version = ?5",
        )?
        .execute(params![
            document.pool_id,
            document.kind.as_str(),
            document.key,
            sealed(secrets, document),
            document.version
        ])?;
    guard(updated, Conflict::Version)
}

pub(crate) fn delete(
    connection: &Connection,
    pool_id: &str,
    kind: DocumentKind,
    key: &str,
) -> Result<(), NotApplied> {
    let deleted = connection
        .prepare_cached("DELETE FROM pool_documents WHERE pool_id = ?1 AND kind = ?2 AND key = ?3")?
        .execute([pool_id, kind.as_str(), key])?;
    guard(deleted, Conflict::Version)
}
