//! A session begins at a sign-in, and gets another id whenever its user may do more than before.

use poolgate_client::Tokens;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::time::sleep;

use super::cookie::{Browser, SetCookie};
use super::end::revoke_later;
use super::key::Ticket;
use super::open::{by_ticket, find};
use super::tokens::Kept;
use crate::error::ApiError;
use crate::extract::Caller;
use crate::field::{Check, Field};
use crate::gateway::Gateway;
use crate::store::BrowserSession;

/// The name in the pool of a session that is not known there yet.
const UNKNOWN: [u8; 32] = [0; 32];
/// How often a new id is tried for while the tokens are being refreshed, and how long between.
const TRIES: usize = 100;
const PAUSE: std::time::Duration = std::time::Duration::from_millis(50);
/// How long a session is held while it gets another id, in milliseconds.
const LEASE: i64 = 5000;

/// The sign-in is to end in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Keep {
    /// For longer.
    pub(crate) remember: bool,
    /// It was made over the pool's hosted pages, which keep a session of their own.
    #[serde(default)]
    pub(crate) hosted: bool,
}

impl Keep {
    /// Of a sign-in at the gateway itself.
    pub(crate) fn here(remember: bool) -> Self {
        Self {
            remember,
            hosted: false,
        }
    }
}

/// Reads `mode` and `remember` of a sign-in.
pub(crate) fn mode(check: &mut Check, mode: Field<String>, remember: Field<bool>) -> Option<Keep> {
    let remember = check.optional("remember", remember).unwrap_or_default();
    match check.optional("mode", mode).as_deref() {
        None | Some("tokens") => None,
        Some("session") => Some(Keep::here(remember)),
        Some(_) => {
            check.problem("mode", "Use tokens or session.");
            None
        }
    }
}

/// A new session for these tokens, and the cookie for it. A session that the browser had before ends: an id that
/// somebody planted there is worth nothing after a sign-in.
pub(crate) async fn begin(
    gateway: &Gateway,
    browser: &Browser,
    tokens: &Tokens,
    typed: &str,
    keep: Keep,
) -> Result<(SetCookie, i64), ApiError> {
    let data = gateway.data()?;
    let now = data.clock.now();
    let old = find(gateway, browser).await?;
    let ticket = Ticket::new(&*data.random);
    let lifetimes = gateway.config().sessions;
    let ends_at = lifetimes.ends_at(keep.remember, now);
    // The tokens come from the pool itself, so they are read, not verified.
    let claims = poolgate_verify::decode_unverified(tokens.access_token.expose_secret())
        .map(|token| token.claims)
        .unwrap_or_default();
    let text = |name| claims.get(name).and_then(Value::as_str).unwrap_or_default();
    let subject = gateway.session_mac(text("sub"));
    let session = BrowserSession {
        id_hash: ticket.id_hash(),
        pool_id: gateway.pool_id().to_owned(),
        subject,
        family: UNKNOWN,
        device: Some(browser.device().seal(gateway, &subject)),
        asks_pool: false,
        sealed: Kept::new(tokens, typed, keep.hosted, now).seal(gateway, &ticket),
        version: 1,
        leased_until: 0,
        remember: keep.remember,
        created_at: now,
        used_at: now,
        idle_until: lifetimes.idle_until(keep.remember, now, ends_at),
        ends_at,
    };
    let replaces = old.as_ref().map(|old| old.row.id_hash);
    data.sessions.put_session(session, replaces, now).await?;
    if let Some(old) = old {
        revoke_later(gateway, old);
    }
    find_family_later(gateway, &ticket, tokens.access_token.clone());
    let max_age = keep.remember.then_some((ends_at - now) / 1000);
    Ok((browser.set(&ticket, max_age), ends_at))
}

/// Asks the pool beside the request what it calls the session: its access token does not say. A pool that keeps no list
/// of sessions has no name for it.
fn find_family_later(gateway: &Gateway, ticket: &Ticket, access_token: SecretString) {
    let (gateway, id_hash) = (gateway.clone(), ticket.id_hash());
    tokio::spawn(async move {
        let sessions = gateway.client().sessions(&access_token).await;
        let mut sessions = sessions.unwrap_or_default().into_iter();
        let current = sessions.find(|session| session.is_current);
        let (Some(current), Ok(data)) = (current, gateway.data()) else {
            return;
        };
        let family = gateway.session_mac(&current.id);
        if let Err(error) = data.sessions.note_family(id_hash, family).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "a session does not know its name in the pool"
            );
        }
    });
}

/// Another id for the session of the caller, who may do more now or has another password; nothing for a bearer token.
pub(crate) async fn renew_id(
    gateway: &Gateway,
    caller: &Caller,
) -> Result<Option<SetCookie>, ApiError> {
    let Some((browser, session)) = &caller.session else {
        return Ok(None);
    };
    let data = gateway.data()?;
    for _ in 0..TRIES {
        let Some(current) = by_ticket(gateway, &session.ticket).await? else {
            return Ok(None);
        };
        let (now, row) = (data.clock.now(), current.row);
        let lease = data
            .sessions
            .lease_session(row.id_hash, row.version, now + LEASE, now);
        if lease.await? {
            let ticket = Ticket::new(&*data.random);
            let from = row.id_hash;
            let max_age = row.remember.then_some((row.ends_at - now) / 1000);
            let moved = BrowserSession {
                id_hash: ticket.id_hash(),
                sealed: current.tokens.seal(gateway, &ticket),
                leased_until: 0,
                ..row
            };
            let (token, family) = (current.tokens.access_token, moved.family);
            let moved = data.sessions.move_session(moved, from).await?;
            if moved && family == UNKNOWN {
                // Who looks for it since the sign-in knows the old id.
                find_family_later(gateway, &ticket, token);
            }
            return Ok(moved.then(|| browser.set(&ticket, max_age)));
        }
        sleep(PAUSE).await;
    }
    tracing::warn!("a session keeps its id, since its tokens are being refreshed all the time");
    Ok(None)
}
