//! The engine's [`Store`] on an SQLite database.

use std::sync::Arc;

use async_trait::async_trait;
use poolgate_crypto::MasterKey;
use poolgate_db::Database;
use poolgate_db::rusqlite::Connection;
use poolgate_mail::{Mailbox, Medium, Message};
use poolgate_pool::model::{
    Alias, AuthEvent, AuthorizationCode, BrowserSession, Client, Code, CodeRef, Device, DeviceRef,
    Document, DocumentKind, Group, LoginName, Passkey, Password, Pool, RefreshToken, Session,
    SignInFailures, SigningKey, User, UserMfa, UserPosition, UserSearch,
};
use poolgate_pool::store::{Change, CommitError, Store, StoreError};
use poolgate_pool_api::Timestamp;
use tokio::sync::Notify;

use crate::aggregates::{
    auth_events, browser_sessions, clients, codes, devices, documents, failures, groups, messages,
    mfa, oauth_codes, outbox, passkeys, passwords, pools, sessions, settings, user_search, users,
};
use crate::apply::{NotApplied, apply};
use crate::cache::Cache;
use crate::secrets::Secrets;

/// Why a value could not be read.
pub(crate) type ReadError = Box<dyn std::error::Error + Send + Sync>;

/// The pools of one database. Clones share it.
#[derive(Clone)]
pub struct SqlStore(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) database: Database,
    pub(crate) secrets: Arc<Secrets>,
    pools: Cache<Pool>,
    clients: Cache<Client>,
    /// Messages of these media wait for a worker; others are there to be read back only.
    delivered: Vec<Medium>,
    mails: Notify,
    texts: Notify,
    calls: Notify,
}

impl Inner {
    /// Notified when a message of this medium may have been added.
    pub(crate) const fn arrivals(&self, medium: Medium) -> &Notify {
        match medium {
            Medium::Email => &self.mails,
            Medium::Sms => &self.texts,
            Medium::Function => &self.calls,
        }
    }
}

impl SqlStore {
    /// The store on a database that was opened with [`crate::MIGRATIONS`]. Messages are kept to be read
    /// back.
    pub fn new(database: Database, master_key: &MasterKey) -> Self {
        Self::with_delivery(database, master_key, Vec::new())
    }

    /// The same, and messages of these media wait for a [`poolgate_mail::Worker`].
    pub fn with_delivery(
        database: Database,
        master_key: &MasterKey,
        delivered: Vec<Medium>,
    ) -> Self {
        Self(Arc::new(Inner {
            database,
            secrets: Arc::new(Secrets::new(master_key)),
            pools: Cache::default(),
            clients: Cache::default(),
            delivered,
            mails: Notify::new(),
            texts: Notify::new(),
            calls: Notify::new(),
        }))
    }

    /// Runs one read, all of it on one snapshot-holding connection.
    pub(crate) fn read<T>(
        &self,
        read: impl FnOnce(&Connection, &Secrets) -> Result<T, ReadError>,
    ) -> Result<T, StoreError> {
        let secrets = &self.0.secrets;
        match self
            .0
            .database
            .read(|connection| Ok(read(connection, secrets)))
        {
            Ok(result) => result.map_err(StoreError),
            Err(error) => Err(StoreError(error.into())),
        }
    }

    async fn write(self, changes: Vec<Change>) -> Result<(), CommitError> {
        let secrets = Arc::clone(&self.0.secrets);
        let shared = changes.iter().any(is_cached);
        let delivered = self.0.delivered.clone();
        let sent: Vec<Medium> = delivered
            .iter()
            .copied()
            .filter(|medium| changes.iter().any(|change| sends(change, *medium)))
            .collect();
        let written = self
            .0
            .database
            .write(move |connection| {
                apply(connection, &secrets, &changes)?;
                outbox::enqueue(connection, &changes, &delivered)
            })
            .await;
        for medium in sent {
            self.0.arrivals(medium).notify_one();
        }
        if shared {
            self.0.pools.invalidate();
            self.0.clients.invalidate();
        }
        match written {
            Ok(Ok(())) => Ok(()),
            Ok(Err(NotApplied::Conflict(conflict))) => Err(CommitError::Conflict(conflict)),
            Ok(Err(NotApplied::Failed(error))) => Err(CommitError::Store(StoreError(error))),
            Err(error) => Err(CommitError::Store(StoreError(error.into()))),
        }
    }
}

fn sends(change: &Change, medium: Medium) -> bool {
    matches!(change, Change::Send(message) if message.medium == medium)
}

const fn is_cached(change: &Change) -> bool {
    matches!(
        change,
        Change::CreatePool { .. }
            | Change::UpdatePool(_)
            | Change::DeletePool { .. }
            | Change::DeleteClient { .. }
            | Change::CreateClient(_)
            | Change::UpdateClient(_)
    )
}

#[async_trait]
impl Store for SqlStore {
    async fn pool(&self, id: &str) -> Result<Option<Arc<Pool>>, StoreError> {
        self.0.pools.get(id, || {
            self.read(|connection, _| pools::by_id(connection, id))
        })
    }

    async fn pools(
        &self,
        account: &str,
        region: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Arc<Pool>>, StoreError> {
        self.read(|connection, _| {
            pools::page(
                connection,
                (account, region),
                after.unwrap_or_default(),
                limit,
            )
        })
    }

    async fn user_count(&self, pool_id: &str) -> Result<u64, StoreError> {
        self.read(|connection, _| pools::user_count(connection, pool_id))
    }

    async fn client(&self, id: &str) -> Result<Option<Arc<Client>>, StoreError> {
        self.0.clients.get(id, || {
            self.read(|connection, secrets| clients::by_id(connection, secrets, id))
        })
    }

    async fn clients(
        &self,
        pool_id: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Arc<Client>>, StoreError> {
        self.read(|connection, secrets| {
            clients::page(
                connection,
                secrets,
                pool_id,
                after.unwrap_or_default(),
                limit,
            )
        })
    }

    async fn signing_keys(&self, pool_id: &str) -> Result<Vec<SigningKey>, StoreError> {
        self.read(|connection, secrets| pools::signing_keys(connection, secrets, pool_id))
    }

    async fn user_by_login(
        &self,
        pool_id: &str,
        login: &LoginName,
    ) -> Result<Option<User>, StoreError> {
        self.read(|connection, _| users::by_login(connection, pool_id, login))
    }

    async fn user_by_alias(
        &self,
        pool_id: &str,
        alias: &Alias,
    ) -> Result<Option<User>, StoreError> {
        self.read(|connection, _| users::by_alias(connection, pool_id, alias))
    }

    async fn users(
        &self,
        pool_id: &str,
        search: &UserSearch,
        after: Option<&UserPosition>,
        limit: usize,
    ) -> Result<Vec<User>, StoreError> {
        self.read(|connection, _| user_search::page(connection, pool_id, search, after, limit))
    }

    async fn user_and_session(
        &self,
        pool_id: &str,
        sub: &str,
        session_id: Option<&str>,
    ) -> Result<(Option<User>, Option<Session>), StoreError> {
        self.read(|connection, _| {
            let user = users::by_sub(connection, pool_id, sub)?;
            let session = match session_id {
                Some(id) => sessions::by_id(connection, id)?
                    .filter(|session| session.pool_id == pool_id && session.sub == sub),
                None => None,
            };
            Ok((user, session))
        })
    }

    async fn password(&self, pool_id: &str, sub: &str) -> Result<Option<Password>, StoreError> {
        self.read(|connection, secrets| passwords::current(connection, secrets, pool_id, sub))
    }

    async fn past_passwords(
        &self,
        pool_id: &str,
        sub: &str,
        limit: usize,
    ) -> Result<Vec<Password>, StoreError> {
        self.read(|connection, secrets| passwords::past(connection, secrets, pool_id, sub, limit))
    }

    async fn mfa(&self, pool_id: &str, sub: &str) -> Result<Option<UserMfa>, StoreError> {
        self.read(|connection, secrets| mfa::get(connection, secrets, pool_id, sub))
    }

    async fn passkeys(&self, pool_id: &str, sub: &str) -> Result<Vec<Passkey>, StoreError> {
        self.read(|connection, _| passkeys::of_user(connection, pool_id, sub))
    }

    async fn device(&self, device: &DeviceRef) -> Result<Option<Device>, StoreError> {
        self.read(|connection, secrets| devices::by_key(connection, secrets, device))
    }

    async fn devices(
        &self,
        pool_id: &str,
        sub: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Device>, StoreError> {
        let after = after.unwrap_or_default();
        self.read(|connection, secrets| {
            devices::page(connection, secrets, (pool_id, sub), after, limit)
        })
    }

    async fn sign_in_failures(
        &self,
        pool_id: &str,
        subject: &str,
    ) -> Result<Option<SignInFailures>, StoreError> {
        self.read(|connection, _| failures::get(connection, pool_id, subject))
    }

    async fn code(&self, code: &CodeRef) -> Result<Option<Code>, StoreError> {
        self.read(|connection, _| codes::get(connection, code))
    }

    async fn refresh_token(
        &self,
        hash: &[u8; 32],
    ) -> Result<Option<(RefreshToken, Session)>, StoreError> {
        self.read(|connection, secrets| sessions::by_refresh_token(connection, secrets, hash))
    }

    async fn sessions_of_user(
        &self,
        pool_id: &str,
        sub: &str,
        now: Timestamp,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Session>, StoreError> {
        let after = after.unwrap_or_default();
        self.read(|connection, _| sessions::standing(connection, (pool_id, sub), now, after, limit))
    }

    async fn group(&self, pool_id: &str, name: &str) -> Result<Option<Group>, StoreError> {
        self.read(|connection, _| groups::by_name(connection, pool_id, name))
    }

    async fn groups(
        &self,
        pool_id: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Group>, StoreError> {
        self.read(|connection, _| {
            groups::page(connection, pool_id, after.unwrap_or_default(), limit)
        })
    }

    async fn groups_of_user(&self, pool_id: &str, sub: &str) -> Result<Vec<Group>, StoreError> {
        self.read(|connection, _| groups::of_user(connection, pool_id, sub))
    }

    async fn users_in_group(
        &self,
        pool_id: &str,
        name: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<User>, StoreError> {
        self.read(|connection, _| {
            groups::members(connection, pool_id, name, after.unwrap_or_default(), limit)
        })
    }

    async fn document(
        &self,
        pool_id: &str,
        kind: DocumentKind,
        key: &str,
    ) -> Result<Option<Document>, StoreError> {
        self.read(|connection, secrets| documents::get(connection, secrets, (pool_id, kind, key)))
    }

    async fn documents(
        &self,
        pool_id: &str,
        kind: DocumentKind,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Document>, StoreError> {
        let after = after.unwrap_or_default();
        self.read(|connection, secrets| {
            documents::page(connection, secrets, (pool_id, kind), after, limit)
        })
    }

    async fn domain(&self, domain: &str) -> Result<Option<Document>, StoreError> {
        self.read(|connection, secrets| documents::domain(connection, secrets, domain))
    }

    async fn auth_events(
        &self,
        pool_id: &str,
        sub: &str,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<AuthEvent>, StoreError> {
        self.read(|connection, secrets| {
            auth_events::newest(connection, secrets, (pool_id, sub), before, limit)
        })
    }

    async fn auth_event(
        &self,
        pool_id: &str,
        sub: &str,
        id: &str,
    ) -> Result<Option<AuthEvent>, StoreError> {
        self.read(|connection, secrets| auth_events::get(connection, secrets, pool_id, sub, id))
    }

    async fn authorization_code(
        &self,
        hash: &[u8; 32],
    ) -> Result<Option<AuthorizationCode>, StoreError> {
        self.read(|connection, _| oauth_codes::get(connection, hash))
    }

    async fn browser_session(&self, hash: &[u8; 32]) -> Result<Option<BrowserSession>, StoreError> {
        self.read(|connection, _| browser_sessions::get(connection, hash))
    }

    async fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.read(|connection, _| settings::get(connection, name))
    }

    async fn messages(&self, to: Option<&str>, limit: usize) -> Result<Vec<Message>, StoreError> {
        self.read(|connection, secrets| messages::newest(connection, secrets, to, limit))
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.read(|connection, _| settings::get(connection, "").map(|_| ()))
    }

    async fn commit(&self, changes: Vec<Change>) -> Result<(), CommitError> {
        // A task of its own: a caller who hangs up stops neither the write nor what follows from it.
        match tokio::spawn(self.clone().write(changes)).await {
            Ok(result) => result,
            Err(error) => Err(CommitError::Store(StoreError(error.into()))),
        }
    }
}

#[async_trait]
impl Mailbox for SqlStore {
    async fn messages(&self, to: Option<&str>, limit: usize) -> Result<Vec<Message>, ReadError> {
        Store::messages(self, to, limit)
            .await
            .map_err(|error| error.0)
    }
}
