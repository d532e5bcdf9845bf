//! Storage as the engine needs it: reads named for the need, and one write, [`Store::commit`].

mod change;

use std::sync::Arc;

use async_trait::async_trait;
use poolgate_mail::Message;
use poolgate_pool_api::Timestamp;

use crate::model::{
    Alias, AuthEvent, AuthorizationCode, BrowserSession, Client, Code, CodeRef, Device, DeviceRef,
    Document, DocumentKind, Group, LoginName, Passkey, Password, Pool, RefreshToken, Session,
    SignInFailures, SigningKey, User, UserMfa, UserPosition, UserSearch,
};

pub use change::Change;

/// A database of user pools. Each read sees every commit that was answered before it.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// The pool of this id.
    async fn pool(&self, id: &str) -> Result<Option<Arc<Pool>>, StoreError>;

    /// Pools of an account in a region by id, at most `limit`, after the id `after`.
    async fn pools(
        &self,
        account: &str,
        region: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Arc<Pool>>, StoreError>;

    /// How many users a pool has.
    async fn user_count(&self, pool_id: &str) -> Result<u64, StoreError>;

    /// The app client of this id.
    async fn client(&self, id: &str) -> Result<Option<Arc<Client>>, StoreError>;

    /// App clients of a pool by id, at most `limit`, after the id `after`.
    async fn clients(
        &self,
        pool_id: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Arc<Client>>, StoreError>;

    /// The signing keys of a pool.
    async fn signing_keys(&self, pool_id: &str) -> Result<Vec<SigningKey>, StoreError>;

    /// The user whose user name, alias or `sub` this is.
    async fn user_by_login(
        &self,
        pool_id: &str,
        login: &LoginName,
    ) -> Result<Option<User>, StoreError>;

    /// The user who signs in by this alias.
    async fn user_by_alias(&self, pool_id: &str, alias: &Alias)
    -> Result<Option<User>, StoreError>;

    /// Users that a search finds, by its key and then by `sub`, at most `limit`, after a position.
    async fn users(
        &self,
        pool_id: &str,
        search: &UserSearch,
        after: Option<&UserPosition>,
        limit: usize,
    ) -> Result<Vec<User>, StoreError>;

    /// The user of this `sub`, and the session of this id if it is the user's.
    async fn user_and_session(
        &self,
        pool_id: &str,
        sub: &str,
        session_id: Option<&str>,
    ) -> Result<(Option<User>, Option<Session>), StoreError>;

    /// A user's password proof.
    async fn password(&self, pool_id: &str, sub: &str) -> Result<Option<Password>, StoreError>;

    /// A user's earlier passwords, newest first, at most `limit`.
    async fn past_passwords(
        &self,
        pool_id: &str,
        sub: &str,
        limit: usize,
    ) -> Result<Vec<Password>, StoreError>;

    /// A user's second factors, if it ever set one up.
    async fn mfa(&self, pool_id: &str, sub: &str) -> Result<Option<UserMfa>, StoreError>;

    /// A user's passkeys, the oldest first.
    async fn passkeys(&self, pool_id: &str, sub: &str) -> Result<Vec<Passkey>, StoreError>;

    /// A device that a user confirmed.
    async fn device(&self, device: &DeviceRef) -> Result<Option<Device>, StoreError>;

    /// Devices of a user by key, at most `limit`, after the key `after`.
    async fn devices(
        &self,
        pool_id: &str,
        sub: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Device>, StoreError>;

    /// The failed sign-ins of a user, or of a name that is no user's.
    async fn sign_in_failures(
        &self,
        pool_id: &str,
        subject: &str,
    ) -> Result<Option<SignInFailures>, StoreError>;

    /// The one live code of a user for a purpose.
    async fn code(&self, code: &CodeRef) -> Result<Option<Code>, StoreError>;

    /// The refresh token with this hash, and its session.
    async fn refresh_token(
        &self,
        hash: &[u8; 32],
    ) -> Result<Option<(RefreshToken, Session)>, StoreError>;

    /// Sessions of a user that stand at a time, by id, at most `limit`, after the id `after`.
    async fn sessions_of_user(
        &self,
        pool_id: &str,
        sub: &str,
        now: Timestamp,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Session>, StoreError>;

    /// The group of this name.
    async fn group(&self, pool_id: &str, name: &str) -> Result<Option<Group>, StoreError>;

    /// Groups of a pool by name, at most `limit`, after the name `after`.
    async fn groups(
        &self,
        pool_id: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Group>, StoreError>;

    /// All groups of a user, by name.
    async fn groups_of_user(&self, pool_id: &str, sub: &str) -> Result<Vec<Group>, StoreError>;

    /// Users of a group by `sub`, at most `limit`, after the `sub` `after`.
    async fn users_in_group(
        &self,
        pool_id: &str,
        name: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<User>, StoreError>;

    /// A part of a pool.
    async fn document(
        &self,
        pool_id: &str,
        kind: DocumentKind,
        key: &str,
    ) -> Result<Option<Document>, StoreError>;

    /// Parts of a pool of one kind by key, at most `limit`, after the key `after`.
    async fn documents(
        &self,
        pool_id: &str,
        kind: DocumentKind,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Document>, StoreError>;

    /// A domain, whichever pool has it.
    async fn domain(&self, domain: &str) -> Result<Option<Document>, StoreError>;

    /// Events of a user, newest first, at most `limit`, before the number `before`.
    async fn auth_events(
        &self,
        pool_id: &str,
        sub: &str,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<AuthEvent>, StoreError>;

    /// An event of a user.
    async fn auth_event(
        &self,
        pool_id: &str,
        sub: &str,
        id: &str,
    ) -> Result<Option<AuthEvent>, StoreError>;

    /// The authorization code with this hash.
    async fn authorization_code(
        &self,
        hash: &[u8; 32],
    ) -> Result<Option<AuthorizationCode>, StoreError>;

    /// The sign-in of a browser whose cookie has this hash.
    async fn browser_session(&self, hash: &[u8; 32]) -> Result<Option<BrowserSession>, StoreError>;

    /// A setting of the database itself.
    async fn setting(&self, name: &str) -> Result<Option<String>, StoreError>;

    /// Messages, newest first, at most `limit`.
    async fn messages(&self, to: Option<&str>, limit: usize) -> Result<Vec<Message>, StoreError>;

    /// Whether the database answers.
    async fn ping(&self) -> Result<(), StoreError>;

    /// Applies all changes, or none. When it returns `Ok`, they are on disk.
    async fn commit(&self, changes: Vec<Change>) -> Result<(), CommitError>;
}

/// The database failed.
#[derive(Debug, thiserror::Error)]
#[error("the storage failed")]
pub struct StoreError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// A commit was not made.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// A guard was broken; nothing was changed.
    #[error("somebody else was faster: {0:?}")]
    Conflict(Conflict),
    /// The database failed; whether anything was changed, only a read can tell.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Which guard was broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// The user name is taken.
    Username,
    /// Another user has this alias.
    Alias,
    /// The id is taken.
    Id,
    /// It was changed since it was read, or is gone.
    Version,
    /// The code or token is used up.
    Spent,
    /// The hour has no attempt left.
    Limit,
}
