//! Storage as the engine needs it: reads named for the need, and one write, [`Store::commit`].

use std::net::IpAddr;
use std::sync::Arc;

use async_trait::async_trait;
use poolgate_crypto::CodeMac;
use poolgate_mail::Message;
use poolgate_pool_api::{Secret, Timestamp};

use crate::model::{
    Alias, Attempt, AuthEvent, AuthorizationCode, BrowserSession, Client, Code, CodeRef, Device,
    DeviceRef, Document, DocumentKind, Group, LoginName, Passkey, Password, Pool, ProvedBefore,
    RefreshToken, Session, SignInFailures, SigningKey, User, UserMfa, UserPosition, UserSearch,
};

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

/// One change: plain data, with its guard.
#[derive(Debug, Clone)]
pub enum Change {
    /// A new pool and its signing keys. Guard: the id is free.
    CreatePool {
        /// The pool.
        pool: Box<Pool>,
        /// Its signing keys.
        keys: Vec<SigningKey>,
    },
    /// A pool as it is now. Guard: nobody changed it since it was read.
    UpdatePool(Box<Pool>),
    /// A pool and everything in it is gone. Guard: it is there.
    DeletePool {
        /// The pool.
        pool_id: String,
    },
    /// A new app client. Guard: the id is free.
    CreateClient(Box<Client>),
    /// An app client as it is now. Guard: nobody changed it since it was read.
    UpdateClient(Box<Client>),
    /// An app client is gone. Guard: it is there.
    DeleteClient {
        /// The client.
        id: String,
    },
    /// A new user. Guard: user name and aliases are free.
    CreateUser {
        /// The user.
        user: User,
        /// The user name as it is looked up.
        username_key: String,
        /// Every name beyond the user name by which the user signs in.
        aliases: Vec<Alias>,
    },
    /// A user as it is now. Guard: nobody changed it since it was read, new aliases are free.
    UpdateUser {
        /// The user, with the version that was read.
        user: User,
        /// All aliases, where they may have changed.
        aliases: Option<Vec<Alias>>,
    },
    /// A user is gone with everything that belongs to it. Guard: it is there.
    DeleteUser {
        /// The pool.
        pool_id: String,
        /// The user.
        sub: String,
    },
    /// A user's password proof.
    SetPassword {
        /// The pool.
        pool_id: String,
        /// The user.
        sub: String,
        /// The new proof.
        password: Password,
        /// How many earlier ones are kept.
        keep: usize,
    },
    /// A user's second factors. Guard: nobody changed them since they were read.
    PutMfa(Box<UserMfa>),
    /// A code, in the place of an older one for the same purpose.
    PutCode(Code),
    /// A code is used up. Guard: it is still this one.
    SpendCode {
        /// Which code.
        code: CodeRef,
        /// Its MAC as it was read.
        mac: CodeMac,
    },
    /// Somebody tried a wrong code. Guard: it is still this one.
    CountWrongCode {
        /// Which code.
        code: CodeRef,
        /// Its MAC as it was read.
        mac: CodeMac,
    },
    /// A sign-in.
    CreateSession(Session),
    /// A refresh token.
    CreateRefreshToken(RefreshToken),
    /// A session is over.
    RevokeSession {
        /// The session.
        id: String,
        /// Since when.
        at: Timestamp,
    },
    /// All sessions of a user are over, and every token issued so far.
    SignOutEverywhere {
        /// The pool.
        pool_id: String,
        /// The user.
        sub: String,
        /// Since when.
        at: Timestamp,
    },
    /// Nothing that is ever read, at the cost of something: so that an answer which only pretends to
    /// have sent a code takes as long as one which did.
    Decoy,
    /// A message leaves with this commit.
    Send(Message),
    /// Something that counts once is used up. Guard: it was not.
    Spend {
        /// Its id.
        id: String,
        /// When it would have expired: until then it is remembered.
        expires_at: Timestamp,
    },
    /// A sign-in failed. Guard: the count is still the one that was read.
    CountSignInFailure {
        /// The failures with this one.
        failures: SignInFailures,
        /// The count that was read; `None` where there was none.
        before: Option<u32>,
    },
    /// Failed sign-ins are forgotten. Guard: the count is still the one that was read.
    ClearSignInFailures {
        /// The pool.
        pool_id: String,
        /// The user, or the name that is no user's.
        subject: String,
        /// The count that was read.
        before: u32,
    },
    /// A refresh token is used up for its successor. Guard: it was not.
    SpendRefreshToken {
        /// SHA-256 of the token.
        hash: [u8; 32],
        /// When.
        at: Timestamp,
        /// The token in its place.
        successor: Secret,
    },
    /// A new group. Guard: the name is free.
    CreateGroup(Group),
    /// A group as it is now. Guard: it is there.
    UpdateGroup(Group),
    /// A group is gone; its members stay users. Guard: it is there.
    DeleteGroup {
        /// The pool.
        pool_id: String,
        /// The group.
        name: String,
    },
    /// A user belongs to a group, if not before. Guard: both are there.
    AddToGroup {
        /// The pool.
        pool_id: String,
        /// The group.
        name: String,
        /// The user.
        sub: String,
    },
    /// A user belongs to a group no more.
    RemoveFromGroup {
        /// The pool.
        pool_id: String,
        /// The group.
        name: String,
        /// The user.
        sub: String,
    },
    /// Something happened to a user.
    CreateAuthEvent(Box<AuthEvent>),
    /// An event as it is now. Guard: it is there.
    UpdateAuthEvent(Box<AuthEvent>),
    /// A new authorization code.
    CreateAuthorizationCode(Box<AuthorizationCode>),
    /// An authorization code is used up. Guard: it was not.
    SpendAuthorizationCode {
        /// SHA-256 of the code.
        hash: [u8; 32],
        /// When.
        at: Timestamp,
        /// The session that it gave; none where it was used wrongly.
        session_id: Option<String>,
    },
    /// A browser is signed in.
    CreateBrowserSession(BrowserSession),
    /// A browser is signed out.
    EndBrowserSession {
        /// SHA-256 of the cookie.
        hash: [u8; 32],
    },
    /// A new part of a pool. Guards: the pool is there, the key is free.
    CreateDocument(Document),
    /// A part of a pool as it is now. Guard: nobody changed it since it was read.
    UpdateDocument(Document),
    /// A part of a pool is gone. Guard: it is there.
    DeleteDocument {
        /// The pool.
        pool_id: String,
        /// What it is.
        kind: DocumentKind,
        /// Its name among its kind.
        key: String,
    },
    /// A setting of the database itself.
    PutSetting {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
    },
    /// An attempt of a user, or on a name. Guard: the hour has another one left.
    CountAttempt {
        /// The pool.
        pool_id: String,
        /// Whose: a `sub`, or what stands for a name.
        subject: String,
        /// What was attempted.
        attempt: Attempt,
        /// When.
        at: Timestamp,
    },
    /// A code is void, if there is one.
    VoidCode(CodeRef),
    /// A new passkey. Guard: its id is free in the pool, and the user has room for it.
    CreatePasskey(Box<Passkey>),
    /// A passkey was used. Guard: its counter is still the one that was read.
    CountSignature {
        /// The passkey as it was read.
        passkey: Box<Passkey>,
        /// Its counter now.
        after: u32,
    },
    /// A passkey is gone. Guard: it is there.
    DeletePasskey {
        /// The pool.
        pool_id: String,
        /// The user.
        sub: String,
        /// The id of the credential.
        id: Vec<u8>,
    },
    /// A device is confirmed. Guard: it was not.
    CreateDevice(Box<Device>),
    /// Whether a device is remembered. Guard: it is there.
    SetDeviceStatus {
        /// The device.
        device: DeviceRef,
        /// Whether it is remembered.
        remembered: bool,
        /// When that was said.
        at: Timestamp,
    },
    /// A sign-in has proved everything but the device. Guard: it is there.
    AwaitDevice {
        /// The device.
        device: DeviceRef,
        /// The sign-in.
        proved: ProvedBefore,
    },
    /// Somebody signed in on a device. Guard: it is there, and still waits for the proof.
    DeviceSignedIn {
        /// The device.
        device: DeviceRef,
        /// The sign-in that waited, where the device proved itself.
        before: Option<ProvedBefore>,
        /// When.
        at: Timestamp,
        /// From where, if it is known.
        address: Option<IpAddr>,
    },
    /// A device is forgotten, and its refresh tokens with it. Guard: it is there.
    ForgetDevice(DeviceRef),
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
