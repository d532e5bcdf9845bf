//! What a commit consists of.

use std::net::IpAddr;

use poolgate_crypto::CodeMac;
use poolgate_mail::Message;
use poolgate_pool_api::{Secret, Timestamp};

use crate::model::{
    Alias, Attempt, AuthEvent, AuthorizationCode, BrowserSession, Client, Code, CodeRef, Device,
    DeviceRef, Document, DocumentKind, Group, Passkey, Password, Pool, ProvedBefore, RefreshToken,
    Session, SignInFailures, SigningKey, User, UserMfa,
};

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
