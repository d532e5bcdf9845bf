//! The tickets of WebSocket handshakes in SQLite.

use async_trait::async_trait;
use poolgate_db::rusqlite::{Connection, OptionalExtension, Result as Sql, params};

use super::seam::StoreError;
use super::sqlite::SqliteStore;
use super::ticket_seam::{SocketTicket, TicketStore};

/// How many ended rows go with each new one, so that no commit has many to delete.
const SWEPT: i64 = 8;

#[async_trait]
impl TicketStore for SqliteStore {
    async fn put_ticket(&self, ticket: SocketTicket, now: i64) -> Result<(), StoreError> {
        self.write(move |connection| {
            sweep(connection, now)?;
            Ok(insert(connection, &ticket)?)
        })
        .await
    }

    async fn spend_ticket(
        &self,
        pool_id: &str,
        id_hash: [u8; 32],
        now: i64,
    ) -> Result<Option<SocketTicket>, StoreError> {
        let pool_id = pool_id.to_owned();
        self.write(move |connection| Ok(spend(connection, &pool_id, &id_hash, now)?))
            .await
    }
}

fn sweep(connection: &Connection, now: i64) -> Sql<()> {
    connection
        .prepare_cached(
            "DELETE FROM socket_tickets WHERE id_hash IN
                 (SELECT id_hash FROM socket_tickets WHERE expires_at <= ?1 LIMIT ?2)",
        )?
        .execute([now, SWEPT])?;
    Ok(())
}

fn insert(connection: &Connection, ticket: &SocketTicket) -> Sql<()> {
    connection
        .prepare_cached(
            "INSERT INTO socket_tickets (id_hash, pool_id, session, sealed, expires_at)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            ticket.id_hash,
            ticket.pool_id,
            ticket.session,
            ticket.sealed,
            ticket.expires_at
        ])?;
    Ok(())
}

fn spend(
    connection: &Connection,
    pool_id: &str,
    id_hash: &[u8; 32],
    now: i64,
) -> Sql<Option<SocketTicket>> {
    connection
        .prepare_cached(
            "DELETE FROM socket_tickets
             WHERE id_hash = ?1 AND pool_id = ?2 AND expires_at > ?3 AND (session IS NULL OR EXISTS
                 (SELECT 1 FROM browser_sessions AS asked WHERE asked.id_hash = session
                     AND asked.idle_until > ?3 AND asked.ends_at > ?3 AND asked.asks_pool = 0))
             RETURNING session, sealed, expires_at",
        )?
        .query_row(params![id_hash, pool_id, now], |row| {
            Ok(SocketTicket {
                id_hash: *id_hash,
                pool_id: pool_id.to_owned(),
                session: row.get(0)?,
                sealed: row.get(1)?,
                expires_at: row.get(2)?,
            })
        })
        .optional()
}
