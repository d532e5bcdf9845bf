//! The connection to the server, and what is said while there is none.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use poolgate_client::BoxError;
use poolgate_metrics::{Metrics, SESSION_STORE_FAILURES};
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, ErrorKind, FromRedisValue, RedisError, ScriptInvocation};
use tokio::time::Instant;

use super::url::RedisUrl;
use crate::store::StoreError;

/// How long a new connection may take.
const CONNECT: Duration = Duration::from_millis(1500);
/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(1);
/// A failure that comes sooner than this is one of an old connection: a new one is tried.
const AT_ONCE: Duration = Duration::from_millis(300);
/// How long a connection is kept at least, over which the server refuses everything.
const PAUSE: Duration = Duration::from_secs(1);
/// How many calls may wait to be written.
const QUEUE: usize = 1000;

/// Sessions and tickets in Valkey or Redis. Clones share a connection.
#[derive(Clone)]
pub struct RedisSessions(Arc<Inner>);

struct Inner {
    url: RedisUrl,
    client: Client,
    current: Mutex<Current>,
    metrics: Metrics,
}

/// The connection, which is made again by itself when it is lost.
struct Current {
    connection: ConnectionManager,
    /// When it was replaced by another.
    since: Instant,
}

impl fmt::Debug for RedisSessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RedisSessions").field(&self.0.url).finish()
    }
}

impl RedisSessions {
    /// Sessions at this server. It is connected to at the first use and whenever the connection is lost, so that a gateway
    /// starts while it is down. Must be called within a Tokio runtime.
    pub fn new(url: &RedisUrl, metrics: Metrics) -> Result<Self, StoreError> {
        let client = Client::open(url.connection_info());
        let made = client.and_then(|client| Ok((connection(&client)?, client)));
        let (connection, client) = made.map_err(|error| StoreError::Failed(error.into()))?;
        metrics.expect(SESSION_STORE_FAILURES);
        let current = Current {
            connection,
            since: Instant::now(),
        };
        Ok(Self(Arc::new(Inner {
            url: url.clone(),
            client,
            current: Mutex::new(current),
            metrics,
        })))
    }

    /// What a script answers.
    pub(super) async fn run<T: FromRedisValue>(
        &self,
        call: &ScriptInvocation<'_>,
    ) -> Result<T, StoreError> {
        let mut connection = self.current().connection.clone();
        let start = Instant::now();
        let mut answer = call.invoke_async(&mut connection).await;
        if is_of_old_connection(&answer, start) {
            answer = call.invoke_async(&mut connection).await;
        }
        answer.map_err(|error| self.failed(error))
    }

    fn failed(&self, error: RedisError) -> StoreError {
        self.0.metrics.count(SESSION_STORE_FAILURES, &[]);
        match error.kind() {
            ErrorKind::UnexpectedReturnType => StoreError::Failed(error.into()),
            ErrorKind::Io => StoreError::Unavailable(error.into()),
            // Loading, full, a replica by now, another password: all of these may end.
            _ => {
                self.connect_anew();
                StoreError::Unavailable(error.into())
            }
        }
    }

    fn current(&self) -> MutexGuard<'_, Current> {
        let current = self.0.current.lock();
        current.unwrap_or_else(PoisonError::into_inner)
    }

    /// The connection is not lost, so nobody else replaces it; but the server behind it refuses what it is asked, perhaps since it was
    /// opened. A name may lead to another server by now.
    fn connect_anew(&self) {
        let mut current = self.current();
        if current.since.elapsed() < PAUSE {
            return;
        }
        if let Ok(connection) = connection(&self.0.client) {
            current.connection = connection;
        }
        current.since = Instant::now();
    }
}

/// One that is opened when it is first used.
fn connection(client: &Client) -> Result<ConnectionManager, RedisError> {
    let config = ConnectionManagerConfig::new()
        .set_connection_timeout(Some(CONNECT))
        .set_response_timeout(Some(ANSWER))
        .set_pipeline_buffer_size(QUEUE)
        // Whoever asks next tries again: nobody waits for a server that is down.
        .set_number_of_retries(0);
    ConnectionManager::new_lazy_with_config(client.clone(), config)
}

/// Nothing was heard because the connection was one of the past. Scripts may be run twice: the second time they change nothing
/// that the first one has not, and at worst say that somebody else was first.
fn is_of_old_connection<T>(answer: &Result<T, RedisError>, start: Instant) -> bool {
    let broken = answer.as_ref().is_err_and(RedisError::is_io_error);
    broken && start.elapsed() < AT_ONCE
}

/// A row that no gateway has written.
pub(super) fn unreadable(what: &'static str) -> StoreError {
    StoreError::Failed(BoxError::from(what))
}
