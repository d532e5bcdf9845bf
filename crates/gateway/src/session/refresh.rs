//! One refresh for any number of requests that find the access token expired: within the process by waiting for the
//! same result, across processes by a lease in the store. Where the pool rotates refresh tokens, a second refresh with
//! the same one would end the session.

use std::sync::Arc;
use std::time::Duration;

use moka::future::Cache;
use poolgate_metrics::SESSION_REFRESHES;
use tokio::time::{Instant, sleep, timeout};

use super::open::{Open, by_ticket};
use crate::code::Code;
use crate::data::Data;
use crate::error::ApiError;
use crate::gateway::Gateway;
use crate::store::StoreError;

/// How long whoever has the lease may take, in milliseconds. After that it is taken for dead.
const LEASE: i64 = 30_000;
/// When it gives up by itself: before others may try.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long it tries to put the result, with a store that does not answer: before others may try, too.
const PERSISTENCE: Duration = Duration::from_secs(7);
/// How long others wait for it: a little longer than a request may take by default.
const WAIT: Duration = Duration::from_secs(35);
/// How often they look.
const LOOK: Duration = Duration::from_millis(50);
/// How long the result is there for requests that read the session before it.
const REMEMBERED: Duration = Duration::from_secs(10);
/// How many results are there at most.
const CAPACITY: u64 = 10_000;

/// The session and the version that is refreshed.
type Key = ([u8; 32], i64);

/// The refreshes of this process, by what is refreshed; nothing for a session that ended by it.
#[derive(Debug)]
pub(crate) struct Refreshes(Cache<Key, Option<Open>>);

impl Default for Refreshes {
    fn default() -> Self {
        let cache = Cache::builder()
            .max_capacity(CAPACITY)
            .time_to_live(REMEMBERED);
        Self(cache.build())
    }
}

#[derive(Clone, Debug)]
enum Failure {
    /// Somebody else is at it, and the tokens still count.
    UnderWay,
    Error(ApiError),
}

/// The session with tokens that count; nothing where the pool does not know it any more.
pub(super) async fn fresh(gateway: &Gateway, session: Open) -> Result<Option<Open>, ApiError> {
    let key = (session.row.id_hash, session.row.version);
    let (for_task, old) = (gateway.clone(), session.clone());
    let result = gateway.refreshes().0.try_get_with(key, async move {
        // A task of its own: a caller who goes away stops nothing, or a rotated token would be lost.
        let task = tokio::spawn(async move { run(&for_task, &old).await });
        task.await
            .unwrap_or_else(|error| Err(Failure::Error(ApiError::new(Code::Internal).cause(error))))
    });
    let failure = match result.await {
        Ok(session) => return Ok(session),
        Err(failure) => failure,
    };
    let holds = gateway.data()?.clock.now() < session.tokens.expires_at;
    match Arc::unwrap_or_clone(failure) {
        Failure::UnderWay => Ok(Some(session)),
        Failure::Error(error) if holds => {
            tracing::warn!(
                error = ?error.code(),
                "the tokens of a session cannot be refreshed now: the old ones still count"
            );
            Ok(Some(session))
        }
        Failure::Error(error) => Err(error),
    }
}

async fn run(gateway: &Gateway, session: &Open) -> Result<Option<Open>, Failure> {
    let data = gateway.data().map_err(Failure::Error)?;
    let failed = |error| Failure::Error(ApiError::from(error));
    let (id_hash, version) = (session.row.id_hash, session.row.version);
    let start = Instant::now();
    loop {
        let now = data.clock.now();
        let leased = data
            .sessions
            .lease_session(id_hash, version, now + LEASE, now);
        if leased.await.map_err(failed)? {
            return refresh(gateway, session).await;
        }
        match by_ticket(gateway, &session.ticket).await {
            Ok(Some(current)) if current.row.version == version => {}
            other => return other.map_err(Failure::Error),
        }
        if now < session.tokens.expires_at {
            return Err(Failure::UnderWay);
        }
        if start.elapsed() > WAIT {
            return Err(Failure::Error(ApiError::new(Code::PoolTimeout)));
        }
        sleep(LOOK).await;
    }
}

/// With the lease.
async fn refresh(gateway: &Gateway, session: &Open) -> Result<Option<Open>, Failure> {
    let data = gateway.data().map_err(Failure::Error)?;
    let failed = |error| Failure::Error(ApiError::from(error));
    let (id_hash, version) = (session.row.id_hash, session.row.version);
    let answer = ask(gateway, session).await;
    let outcome = if answer.is_ok() { "ok" } else { "failed" };
    gateway.metrics().count(SESSION_REFRESHES, &[outcome]);
    let tokens = match answer {
        Ok(tokens) => tokens,
        Err(error) if is_final(&error) => {
            let ended = data.sessions.remove_session(id_hash, Some(version));
            ended.await.map_err(failed)?;
            tracing::info!(
                error = error.code().as_str(),
                "a session ends, since the pool does not refresh its tokens"
            );
            return Ok(None);
        }
        Err(error) => {
            let released = data.sessions.release_session(id_hash, version);
            released.await.map_err(failed)?;
            return Err(Failure::Error(error));
        }
    };
    let tokens = session.tokens.then(&tokens, data.clock.now());
    let sealed = tokens.seal(gateway, &session.ticket);
    let asked = session.row.asks_pool;
    let renewed = renew(data, id_hash, version, (&sealed, asked)).await;
    if !renewed.map_err(failed)? {
        // It was ended meanwhile.
        return Ok(None);
    }
    let mut session = session.clone();
    session.row.sealed = sealed;
    session.row.version += 1;
    session.row.asks_pool = false;
    session.tokens = tokens;
    Ok(Some(session))
}

/// Puts the result of a refresh. A rotated token that is not put is lost, so a store that restarts gets some time.
async fn renew(
    data: &Data,
    id_hash: [u8; 32],
    version: i64,
    (sealed, asked): (&[u8], bool),
) -> Result<bool, StoreError> {
    let start = Instant::now();
    loop {
        let renewed = data
            .sessions
            .renew_session(id_hash, version, sealed.to_vec(), asked);
        match renewed.await {
            Err(StoreError::Unavailable(_)) if start.elapsed() < PERSISTENCE => sleep(LOOK).await,
            renewed => return renewed,
        }
    }
}

async fn ask(gateway: &Gateway, session: &Open) -> Result<poolgate_client::Tokens, ApiError> {
    let Some(refresh_token) = &session.tokens.refresh_token else {
        return Err(Code::InvalidRefreshToken.into());
    };
    let typed = Some(session.tokens.typed.as_str());
    let call = gateway.client().refresh(refresh_token, typed);
    let answer = timeout(PATIENCE, call).await;
    let answer = answer.map_err(|_| ApiError::new(Code::PoolTimeout))?;
    answer.map_err(|error| as_seen(ApiError::of_refresh(error)))
}

/// The refresh is not what the caller asked for: to it, the pool answers or does not.
fn as_seen(error: ApiError) -> ApiError {
    match error.code() {
        Code::TooManyAttempts => ApiError::new(Code::PoolBusy).cause(error.code().as_str()),
        Code::PoolError | Code::DeliveryFailed => {
            ApiError::new(Code::PoolUnavailable).cause(error.code().as_str())
        }
        _ => error,
    }
}

/// Whether the pool will say the same next time. What it says while it is overloaded or down tells nothing.
fn is_final(error: &ApiError) -> bool {
    let status = error.code().status();
    status.is_client_error() && status != http::StatusCode::TOO_MANY_REQUESTS
}
