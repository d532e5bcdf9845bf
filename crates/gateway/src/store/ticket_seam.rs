//! What the gateway asks of its storage for the tickets of WebSocket handshakes.

use std::fmt;

use async_trait::async_trait;

use super::seam::StoreError;
use super::session_seam::SessionStore;

/// A ticket as it is stored: nothing in it is worth stealing.
#[derive(Clone, PartialEq, Eq)]
pub struct SocketTicket {
    /// The SHA-256 of the id.
    pub id_hash: [u8; 32],
    /// The pool.
    pub pool_id: String,
    /// The session that asked for it: the SHA-256 of its id.
    pub session: Option<[u8; 32]>,
    /// The access token, sealed.
    pub sealed: Vec<u8>,
    /// When it ends.
    pub expires_at: i64,
}

impl fmt::Debug for SocketTicket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SocketTicket")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// Tickets of WebSocket handshakes. Each call is one transaction.
#[async_trait]
pub trait TicketStore {
    /// Puts a new ticket.
    async fn put_ticket(&self, ticket: SocketTicket, now: i64) -> Result<(), StoreError>;

    /// Spends a ticket, if it is live and the session that asked for it is too, and need not ask the pool whether it is: of
    /// any number who have it, one gets it.
    async fn spend_ticket(
        &self,
        pool_id: &str,
        id_hash: [u8; 32],
        now: i64,
    ) -> Result<Option<SocketTicket>, StoreError>;
}

/// Where sessions are, and the tickets that end with them.
pub trait Sessions: SessionStore + TicketStore + fmt::Debug + Send + Sync + 'static {}

impl<S: SessionStore + TicketStore + fmt::Debug + Send + Sync + 'static> Sessions for S {}
