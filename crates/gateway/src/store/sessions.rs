//! The sessions of browsers in SQLite.

use async_trait::async_trait;
use poolgate_db::rusqlite::{Connection, OptionalExtension, Result as Sql, Row, params};

use super::seam::StoreError;
use super::session_seam::{BrowserSession, SessionStore, Which};
use super::sqlite::SqliteStore;

/// How many ended rows go with each new one, so that no commit has many to delete.
const SWEPT: i64 = 8;

/// All columns, in the order in which rows are written and read.
const COLUMNS: &str = "id_hash, pool_id, subject, family, sealed, version, leased_until, remember, \
                       created_at, used_at, idle_until, ends_at, device, asks_pool";

#[async_trait]
impl SessionStore for SqliteStore {
    async fn reach(&self) -> Result<(), StoreError> {
        self.read(|connection| Ok(get(connection, &[0; 32], 0).map(drop)?))
    }

    async fn put_session(
        &self,
        session: BrowserSession,
        replaces: Option<[u8; 32]>,
        now: i64,
    ) -> Result<(), StoreError> {
        self.write(move |connection| {
            sweep(connection, now)?;
            if let Some(old) = replaces {
                remove(connection, &old, None)?;
            }
            Ok(insert(connection, &session)?)
        })
        .await
    }

    async fn move_session(
        &self,
        session: BrowserSession,
        from: [u8; 32],
    ) -> Result<bool, StoreError> {
        self.write(move |connection| {
            // All else may have changed since the session was read.
            let moved = connection
                .prepare_cached(
                    "UPDATE browser_sessions SET id_hash = ?3, sealed = ?4, leased_until = 0
                     WHERE id_hash = ?1 AND version = ?2",
                )?
                .execute(params![
                    from,
                    session.version,
                    session.id_hash,
                    session.sealed
                ])?;
            Ok(moved == 1)
        })
        .await
    }

    async fn session(
        &self,
        id_hash: &[u8; 32],
        now: i64,
    ) -> Result<Option<BrowserSession>, StoreError> {
        self.read(|connection| Ok(get(connection, id_hash, now)?))
    }

    async fn touch_session(
        &self,
        id_hash: [u8; 32],
        idle_until: i64,
        now: i64,
    ) -> Result<(), StoreError> {
        self.write(move |connection| {
            connection
                .prepare_cached(
                    "UPDATE browser_sessions SET used_at = ?2, idle_until = ?3
                     WHERE id_hash = ?1 AND used_at < ?2",
                )?
                .execute(params![id_hash, now, idle_until])?;
            Ok(())
        })
        .await
    }

    async fn lease_session(
        &self,
        id_hash: [u8; 32],
        version: i64,
        until: i64,
        now: i64,
    ) -> Result<bool, StoreError> {
        self.write(move |connection| {
            let leased = connection
                .prepare_cached(
                    "UPDATE browser_sessions SET leased_until = ?3
                     WHERE id_hash = ?1 AND version = ?2 AND leased_until <= ?4",
                )?
                .execute(params![id_hash, version, until, now])?;
            Ok(leased == 1)
        })
        .await
    }

    async fn release_session(&self, id_hash: [u8; 32], version: i64) -> Result<(), StoreError> {
        self.write(move |connection| {
            connection
                .prepare_cached(
                    "UPDATE browser_sessions SET leased_until = 0
                     WHERE id_hash = ?1 AND version = ?2",
                )?
                .execute(params![id_hash, version])?;
            Ok(())
        })
        .await
    }

    async fn renew_session(
        &self,
        id_hash: [u8; 32],
        version: i64,
        sealed: Vec<u8>,
        asked: bool,
    ) -> Result<bool, StoreError> {
        self.write(move |connection| {
            let renewed = connection
                .prepare_cached(
                    "UPDATE browser_sessions
                     SET sealed = ?3, version = version + 1, leased_until = 0,
                         asks_pool = asks_pool AND NOT ?4
                     WHERE id_hash = ?1 AND version = ?2",
                )?
                .execute(params![id_hash, version, sealed, asked])?;
            Ok(renewed == 1)
        })
        .await
    }

    async fn note_family(&self, id_hash: [u8; 32], family: [u8; 32]) -> Result<(), StoreError> {
        self.write(move |connection| {
            connection
                .prepare_cached("UPDATE browser_sessions SET family = ?2 WHERE id_hash = ?1")?
                .execute(params![id_hash, family])?;
            Ok(())
        })
        .await
    }

    async fn sessions_of(
        &self,
        pool_id: &str,
        subject: [u8; 32],
        now: i64,
    ) -> Result<Vec<BrowserSession>, StoreError> {
        self.read(|connection| {
            let mut found = connection.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM browser_sessions
                 WHERE pool_id = ?1 AND subject = ?2 AND idle_until > ?3 AND ends_at > ?3"
            ))?;
            let rows = found.query_map(params![pool_id, subject, now], read)?;
            Ok(rows.collect::<Sql<_>>()?)
        })
    }

    async fn ask_pool_about(&self, pool_id: &str, subject: [u8; 32]) -> Result<(), StoreError> {
        let pool_id = pool_id.to_owned();
        self.write(move |connection| {
            connection
                .prepare_cached(
                    "UPDATE browser_sessions SET asks_pool = 1 WHERE pool_id = ?1 AND subject = ?2",
                )?
                .execute(params![pool_id, subject])?;
            Ok(())
        })
        .await
    }

    async fn remove_session(
        &self,
        id_hash: [u8; 32],
        version: Option<i64>,
    ) -> Result<bool, StoreError> {
        self.write(move |connection| Ok(remove(connection, &id_hash, version)?))
            .await
    }

    async fn remove_sessions(&self, pool_id: &str, which: Which) -> Result<u64, StoreError> {
        let pool_id = pool_id.to_owned();
        let (subject, family) = match which {
            Which::OfSubject(subject) => (subject, None),
            Which::OfFamily(subject, family) => (subject, Some(family)),
        };
        self.write(move |connection| {
            let removed = connection
                .prepare_cached(
                    "DELETE FROM browser_sessions
                     WHERE pool_id = ?1 AND subject = ?2 AND (?3 IS NULL OR family = ?3)",
                )?
                .execute(params![pool_id, subject, family])?;
            Ok(u64::try_from(removed)?)
        })
        .await
    }
}

fn sweep(connection: &Connection, now: i64) -> Sql<()> {
    for end in ["idle_until", "ends_at"] {
        connection
            .prepare_cached(&format!(
                "DELETE FROM browser_sessions WHERE id_hash IN
                     (SELECT id_hash FROM browser_sessions WHERE {end} <= ?1 LIMIT ?2)"
            ))?
            .execute([now, SWEPT])?;
    }
    Ok(())
}

fn insert(connection: &Connection, session: &BrowserSession) -> Sql<()> {
    connection
        .prepare_cached(&format!(
            "INSERT INTO browser_sessions ({COLUMNS})
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"
        ))?
        .execute(params![
            session.id_hash,
            session.pool_id,
            session.subject,
            session.family,
            session.sealed,
            session.version,
            session.leased_until,
            session.remember,
            session.created_at,
            session.used_at,
            session.idle_until,
            session.ends_at,
            session.device,
            session.asks_pool
        ])?;
    Ok(())
}

fn get(connection: &Connection, id_hash: &[u8; 32], now: i64) -> Sql<Option<BrowserSession>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM browser_sessions
             WHERE id_hash = ?1 AND idle_until > ?2 AND ends_at > ?2"
        ))?
        .query_row(params![id_hash, now], read)
        .optional()
}

fn read(row: &Row<'_>) -> Sql<BrowserSession> {
    Ok(BrowserSession {
        id_hash: row.get(0)?,
        pool_id: row.get(1)?,
        subject: row.get(2)?,
        family: row.get(3)?,
        sealed: row.get(4)?,
        version: row.get(5)?,
        leased_until: row.get(6)?,
        remember: row.get(7)?,
        created_at: row.get(8)?,
        used_at: row.get(9)?,
        idle_until: row.get(10)?,
        ends_at: row.get(11)?,
        device: row.get(12)?,
        asks_pool: row.get(13)?,
    })
}

fn remove(connection: &Connection, id_hash: &[u8; 32], version: Option<i64>) -> Sql<bool> {
    let removed = connection
        .prepare_cached(
            "DELETE FROM browser_sessions WHERE id_hash = ?1 AND (?2 IS NULL OR version = ?2)",
        )?
        .execute(params![id_hash, version])?;
    Ok(removed == 1)
}
