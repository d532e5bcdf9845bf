//! Forward-only migrations: numbered SQL texts, each applied once, in order, with its checksum kept.

use std::path::Path;

use aws_lc_rs::digest::{SHA256, digest};
use rusqlite::{Connection, TransactionBehavior, params};

use crate::error::OpenError;

/// One numbered step.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Its number, from 1 without gaps.
    pub version: u32,
    /// What it does, for people.
    pub name: &'static str,
    /// The SQL text.
    pub sql: &'static str,
}

/// The steps of one component's tables.
#[derive(Debug, Clone, Copy)]
pub struct Migrations {
    /// Whose tables: `pool` or `gateway`.
    pub component: &'static str,
    /// All steps, ascending.
    pub steps: &'static [Migration],
}

const OWN_TABLE: &str = "CREATE TABLE IF NOT EXISTS migrations (
    component TEXT NOT NULL,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at INTEGER NOT NULL,
    PRIMARY KEY (component, version)
) STRICT, WITHOUT ROWID";

/// Applies what is missing; refuses a database that is newer or was migrated otherwise.
pub(crate) fn run(
    connection: &mut Connection,
    migrations: &Migrations,
    path: &Path,
) -> Result<(), OpenError> {
    let sqlite = |source| OpenError::Sqlite {
        path: path.to_path_buf(),
        source,
    };
    let component = migrations.component;
    // At once for writing: another process may open a shared database at the same time.
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(sqlite)?;
    transaction.execute_batch(OWN_TABLE).map_err(sqlite)?;
    let applied: Vec<(u32, String)> = transaction
        .prepare("SELECT version, checksum FROM migrations WHERE component = ?1 ORDER BY version")
        .and_then(|mut statement| {
            statement
                .query_map([component], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect()
        })
        .map_err(sqlite)?;
    let is_new = applied.is_empty();
    let known = migrations.steps.last().map_or(0, |step| step.version);
    if let Some((found, _)) = applied.last().filter(|(found, _)| *found > known) {
        return Err(OpenError::Newer {
            path: path.to_path_buf(),
            component,
            found: *found,
            known,
        });
    }
    for step in migrations.steps {
        let checksum = hex::encode(digest(&SHA256, step.sql.as_bytes()));
        match applied.iter().find(|(version, _)| *version == step.version) {
            Some((_, stored)) if *stored == checksum => {}
            Some(_) => {
                return Err(OpenError::Changed {
                    path: path.to_path_buf(),
                    component,
                    version: step.version,
                });
            }
            None => {
                transaction.execute_batch(step.sql).map_err(sqlite)?;
                transaction
                    .execute(
                        "INSERT INTO migrations VALUES (?1, ?2, ?3, ?4, unixepoch() * 1000)",
                        params![component, step.version, step.name, checksum],
                    )
                    .map_err(sqlite)?;
                // Of a new database the steps say nothing to anybody.
                if !is_new {
                    tracing::info!(
                        component,
                        step = step.version,
                        name = step.name,
                        "database migrated"
                    );
                }
            }
        }
    }
    transaction.commit().map_err(sqlite)?;
    if is_new {
        tracing::info!(component, steps = migrations.steps.len(), "database made");
    }
    Ok(())
}
