//! The gateway's [`Store`] on an SQLite database, which several processes may share.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use poolgate_client::BoxError;
use poolgate_crypto::CodeMac;
use poolgate_db::Database;
use poolgate_db::rusqlite::Connection;
use poolgate_mail::{Mailbox, Message, Outbox, Outcome, Queued};
use tokio::sync::Notify;

use super::messages::Sealed;
use super::seam::{Profile, ResetCode, ResetToken, Store, StoreError, Tried, Unsealed};
use super::secrets::Secrets;
use super::{codes, directory, messages, tokens};
use crate::config::SecretKey;

/// The gateway's data in one SQLite file. Clones share it.
#[derive(Clone)]
pub struct SqliteStore(Arc<Inner>);

struct Inner {
    database: Database,
    secrets: Secrets,
    /// Whether mails wait for a worker, or are there to be read back only.
    deliver: bool,
    arrivals: Notify,
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SqliteStore")
            .field(&self.0.database)
            .finish()
    }
}

impl SqliteStore {
    /// The store on a database that was opened with [`super::MIGRATIONS`]. With `deliver`, mails wait for
    /// a [`poolgate_mail::Worker`].
    pub fn new(database: Database, secret_key: &SecretKey, deliver: bool) -> Self {
        Self(Arc::new(Inner {
            database,
            secrets: Secrets::new(secret_key),
            deliver,
            arrivals: Notify::new(),
        }))
    }

    pub(super) async fn write<T: Send + 'static>(
        &self,
        write: impl FnOnce(&Connection) -> Result<T, BoxError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let written = self.0.database.write(write).await;
        written
            .map_err(|error| StoreError::Failed(error.into()))?
            .map_err(StoreError::Failed)
    }

    pub(super) fn read<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, BoxError>,
    ) -> Result<T, StoreError> {
        let read = self.0.database.read(|connection| Ok(read(connection)));
        read.map_err(|error| StoreError::Failed(error.into()))?
            .map_err(StoreError::Failed)
    }

    fn seal(&self, message: &Message) -> Result<Sealed, StoreError> {
        Sealed::new(&self.0.secrets, message, self.0.deliver).map_err(StoreError::Failed)
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn ping(&self) -> Result<(), StoreError> {
        self.read(|connection| Ok(directory::get(connection, "", "").map(drop)?))
    }

    async fn put_profile(&self, profile: Profile, now: i64) -> Result<(), StoreError> {
        self.write(move |connection| Ok(directory::put(connection, &profile, now)?))
            .await
    }

    async fn verify_profile(&self, pool_id: &str, name: &str, now: i64) -> Result<(), StoreError> {
        let (pool_id, name) = (pool_id.to_owned(), name.to_owned());
        self.write(move |connection| Ok(directory::verify(connection, &pool_id, &name, now)?))
            .await
    }

    async fn remove_profile(&self, pool_id: &str, sub: &str) -> Result<(), StoreError> {
        let (pool_id, sub) = (pool_id.to_owned(), sub.to_owned());
        self.write(move |connection| Ok(directory::remove(connection, &pool_id, &sub)?))
            .await
    }

    async fn mark_deleted(&self, pool_id: &str, seen: i64, now: i64) -> Result<u64, StoreError> {
        let pool_id = pool_id.to_owned();
        self.write(move |connection| {
            let marked = directory::mark_deleted(connection, &pool_id, seen, now)?;
            Ok(u64::try_from(marked)?)
        })
        .await
    }

    async fn profile(&self, pool_id: &str, sub: &str) -> Result<Option<Profile>, StoreError> {
        self.read(|connection| Ok(directory::get(connection, pool_id, sub)?))
    }

    async fn put_code(&self, code: ResetCode, mail: Unsealed, now: i64) -> Result<(), StoreError> {
        let mail = mail.map(|mail| self.seal(&mail)).transpose()?;
        let sent = mail.is_some();
        self.write(move |connection| {
            codes::put(connection, &code, now)?;
            mail.iter()
                .try_for_each(|mail| messages::put(connection, mail))
        })
        .await?;
        if sent {
            self.0.arrivals.notify_one();
        }
        Ok(())
    }

    async fn try_code(
        &self,
        tried: ResetCode,
        token: Option<ResetToken>,
        now: i64,
    ) -> Result<Tried, StoreError> {
        self.write(move |connection| {
            let outcome = codes::attempt(connection, &tried, now)?;
            if let (Tried::Spent(_), Some(token)) = (&outcome, &token) {
                tokens::put(connection, token)?;
            }
            Ok(outcome)
        })
        .await
    }

    async fn put_back_code(&self, code: ResetCode) -> Result<(), StoreError> {
        self.write(move |connection| Ok(codes::put_back(connection, &code)?))
            .await
    }

    async fn spend_token(
        &self,
        pool_id: &str,
        mac: CodeMac,
        now: i64,
    ) -> Result<Option<ResetToken>, StoreError> {
        let pool_id = pool_id.to_owned();
        self.write(move |connection| Ok(tokens::spend(connection, &pool_id, &mac, now)?))
            .await
    }

    async fn put_back_token(&self, token: ResetToken) -> Result<(), StoreError> {
        self.write(move |connection| Ok(tokens::put_back(connection, &token)?))
            .await
    }

    async fn send(&self, mail: Unsealed) -> Result<(), StoreError> {
        let mail = mail.map(|mail| self.seal(&mail)).transpose()?;
        let sent = mail.is_some();
        self.write(move |connection| {
            mail.iter()
                .try_for_each(|mail| messages::put(connection, mail))
        })
        .await?;
        if sent {
            self.0.arrivals.notify_one();
        }
        Ok(())
    }
}

#[async_trait]
impl Mailbox for SqliteStore {
    async fn messages(&self, to: Option<&str>, limit: usize) -> Result<Vec<Message>, BoxError> {
        let secrets = &self.0.secrets;
        Ok(self.read(|connection| messages::newest(connection, secrets, to, limit))?)
    }
}

#[async_trait]
impl Outbox for SqliteStore {
    async fn claim(&self, now: i64, lease: i64, limit: usize) -> Result<Vec<Queued>, BoxError> {
        // An empty outbox costs a read and no commit.
        if !self.read(|connection| messages::is_due(connection, now))? {
            return Ok(Vec::new());
        }
        let store = self.clone();
        let claim = move |connection: &Connection| {
            messages::claim(connection, &store.0.secrets, now, lease, limit)
        };
        Ok(self.write(claim).await?)
    }

    async fn settle(&self, id: &str, outcome: Outcome) -> Result<(), BoxError> {
        let id = id.to_owned();
        let settle = move |connection: &Connection| messages::settle(connection, &id, outcome);
        Ok(self.write(settle).await?)
    }

    async fn arrival(&self) {
        self.0.arrivals.notified().await;
    }
}
