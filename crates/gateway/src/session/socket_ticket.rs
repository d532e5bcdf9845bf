//! A ticket for one WebSocket handshake, for clients that can send neither a header nor the cookie there.
//!
//! It stands in a URL, which others may read and write down: so it counts once, for seconds, and for nothing else.

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::key::Ticket;
use crate::error::ApiError;
use crate::extract::Caller;
use crate::gateway::Gateway;
use crate::store::SocketTicket;

/// How long a ticket counts, in seconds.
pub(crate) const TICKET_SECONDS: u32 = 30;

/// A ticket for the caller.
pub(crate) async fn issue_ticket(
    gateway: &Gateway,
    caller: &Caller,
) -> Result<SecretString, ApiError> {
    let data = gateway.data()?;
    let now = data.clock.now();
    let ticket = Ticket::new(&*data.random);
    let sealer = ticket.sealer(&gateway.config().secret_key);
    let token = caller.token.expose_secret().as_bytes();
    let session = caller.session.as_ref();
    let row = SocketTicket {
        id_hash: ticket.id_hash(),
        pool_id: gateway.pool_id().to_owned(),
        session: session.map(|(_, open)| open.row.id_hash),
        sealed: sealer.seal(&place(gateway), token),
        expires_at: now + i64::from(TICKET_SECONDS) * 1000,
    };
    data.sessions.put_ticket(row, now).await?;
    Ok(ticket.text())
}

/// The access token behind a ticket, which is spent with it. Nothing where it is forged, ended or spent, or where the
/// session that asked for it has ended.
pub(crate) async fn spend_ticket(
    gateway: &Gateway,
    text: &str,
) -> Result<Option<SecretString>, ApiError> {
    let (Some(data), Some(ticket)) = (&gateway.config().data, Ticket::parse(text)) else {
        return Ok(None);
    };
    let now = data.clock.now();
    let spent = data
        .sessions
        .spend_ticket(gateway.pool_id(), ticket.id_hash(), now)
        .await?;
    // The other half of the key is wrong where it does not open.
    Ok(spent.and_then(|row| {
        let sealer = ticket.sealer(&gateway.config().secret_key);
        let token = Zeroizing::new(sealer.open(&place(gateway), &row.sealed).ok()?);
        let token = std::str::from_utf8(&token).ok()?;
        Some(token.to_owned().into())
    }))
}

/// The ticket of one app client does not open at another, and is no session.
fn place(gateway: &Gateway) -> Vec<u8> {
    let client_id = &gateway.config().client.client_id;
    format!("socket ticket at {} {client_id}", gateway.pool_id()).into_bytes()
}
