//! A session is opened by its cookie.

use std::fmt;

use super::cookie::Browser;
use super::key::Ticket;
use super::refresh;
use super::tokens::Kept;
use crate::error::ApiError;
use crate::gateway::Gateway;
use crate::store::BrowserSession;

/// A live session with its tokens.
#[derive(Clone)]
pub(crate) struct Open {
    pub(super) ticket: Ticket,
    pub(super) row: BrowserSession,
    pub(crate) tokens: Kept,
}

impl fmt::Debug for Open {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Open")
            .field("row", &self.row)
            .finish_non_exhaustive()
    }
}

/// The session of a browser, if it has a live one, with tokens that count.
pub(crate) async fn open(gateway: &Gateway, found: Open) -> Result<Option<Open>, ApiError> {
    let data = gateway.data()?;
    let now = data.clock.now();
    let lifetimes = gateway.config().sessions;
    if lifetimes.is_to_be_noted(&found.row, now) {
        let row = &found.row;
        let idle_until = lifetimes.idle_until(row.remember, now, row.ends_at);
        data.sessions
            .touch_session(row.id_hash, idle_until, now)
            .await?;
    }
    if now < found.tokens.refresh_from && !found.row.asks_pool {
        return Ok(Some(found));
    }
    refresh::fresh(gateway, found).await
}

/// The session of a browser as it is stored. A cookie that is forged, old or of another gateway finds none.
pub(crate) async fn find(gateway: &Gateway, browser: &Browser) -> Result<Option<Open>, ApiError> {
    match &browser.ticket {
        Some(ticket) => by_ticket(gateway, ticket).await,
        None => Ok(None),
    }
}

pub(super) async fn by_ticket(
    gateway: &Gateway,
    ticket: &Ticket,
) -> Result<Option<Open>, ApiError> {
    let Some(data) = &gateway.config().data else {
        return Ok(None);
    };
    let now = data.clock.now();
    let row = data.sessions.session(&ticket.id_hash(), now).await?;
    let lifetimes = gateway.config().sessions;
    let live = row.filter(|row| row.pool_id == gateway.pool_id() && lifetimes.allow(row, now));
    // The other half of the key is wrong where it does not open.
    Ok(live.and_then(|row| {
        let tokens = Kept::unseal(gateway, ticket, &row.sealed)?;
        Some(Open {
            ticket: ticket.clone(),
            row,
            tokens,
        })
    }))
}
