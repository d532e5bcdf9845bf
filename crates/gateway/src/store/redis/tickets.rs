//! The tickets of WebSocket handshakes.

use async_trait::async_trait;

use super::connection::RedisSessions;
use super::row::{self, Fields};
use super::script;
use super::sessions::fields;
use crate::store::{SocketTicket, StoreError, TicketStore};

#[async_trait]
impl TicketStore for RedisSessions {
    async fn put_ticket(&self, ticket: SocketTicket, now: i64) -> Result<(), StoreError> {
        let mut call = script!("put_ticket.lua");
        call.key(row::ticket_key(&ticket.id_hash))
            .arg(row::lasts(ticket.expires_at, now));
        fields(&mut call, row::of_ticket(&ticket));
        self.run(&call).await
    }

    async fn spend_ticket(
        &self,
        pool_id: &str,
        id_hash: [u8; 32],
        now: i64,
    ) -> Result<Option<SocketTicket>, StoreError> {
        let mut call = script!("spend_ticket.lua");
        call.key(row::ticket_key(&id_hash)).arg(pool_id).arg(now);
        let spent: Fields = self.run(&call).await?;
        row::to_ticket(id_hash, spent)
    }
}
