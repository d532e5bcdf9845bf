//! What the gateway asks of its storage.

use std::fmt;

use async_trait::async_trait;
use poolgate_client::BoxError;
use poolgate_crypto::CodeMac;
use poolgate_mail::Message;

/// The storage did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// It failed.
    #[error("the gateway's own data cannot be read or written")]
    Failed(#[source] BoxError),
    /// It is a server elsewhere that does not answer now, and may soon.
    #[error("the server that keeps the sessions does not answer")]
    Unavailable(#[source] BoxError),
}

/// A user in the directory.
#[derive(Clone, PartialEq, Eq)]
pub struct Profile {
    /// The pool.
    pub pool_id: String,
    /// The user's id.
    pub sub: String,
    /// The user name inside the pool.
    pub username: String,
    /// The email address.
    pub email: Option<String>,
    /// The first name. What is not known leaves the directory as it is.
    pub first_name: Option<String>,
    /// The last name; likewise.
    pub last_name: Option<String>,
    /// Whether the user accepted the terms at registration; likewise.
    pub accept_terms: Option<bool>,
    /// Whether the email address is the user's own.
    pub verified: bool,
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile")
            .field("sub", &self.sub)
            .finish_non_exhaustive()
    }
}

/// A code to reset a password, without the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResetCode {
    /// The pool.
    pub pool_id: String,
    /// Whose: one user has one live code.
    pub subject: String,
    /// The MAC of the code.
    pub mac: CodeMac,
    /// When it ends.
    pub expires_at: i64,
    /// How many wrong tries are left.
    pub tries_left: u32,
}

/// What a code was handed in for, without the token itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResetToken {
    /// The pool.
    pub pool_id: String,
    /// Whose: one user has one live token.
    pub subject: String,
    /// The MAC of the token.
    pub mac: CodeMac,
    /// The user name inside the pool.
    pub username: String,
    /// The address that the code went to.
    pub email: String,
    /// When it ends.
    pub expires_at: i64,
}

/// What became of a try with a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tried {
    /// It was right, and is spent now.
    Spent(ResetCode),
    /// It was wrong, which was counted.
    Wrong,
    /// There is no live code: none was made, or it has ended, was spent or tried too often.
    Dead,
}

/// A message before it is sealed. `None` stands for one that only takes the time of one: an answer must
/// not tell by its time whether a mail left.
pub type Unsealed = Option<Message>;

/// The gateway's own data, but for sessions ([`super::Sessions`]). Each call is one transaction.
#[async_trait]
pub trait Store: fmt::Debug + Send + Sync + 'static {
    /// Whether it answers.
    async fn ping(&self) -> Result<(), StoreError>;

    /// Puts a user into the directory, or changes it.
    async fn put_profile(&self, profile: Profile, now: i64) -> Result<(), StoreError>;

    /// Notes that the address of whoever signs in by this name is its own.
    async fn verify_profile(&self, pool_id: &str, name: &str, now: i64) -> Result<(), StoreError>;

    /// Takes a user out of the directory.
    async fn remove_profile(&self, pool_id: &str, sub: &str) -> Result<(), StoreError>;

    /// Marks everybody as deleted whom the pool was not known to have since `seen`; how many those were.
    async fn mark_deleted(&self, pool_id: &str, seen: i64, now: i64) -> Result<u64, StoreError>;

    /// A user in the directory that is not marked as deleted.
    async fn profile(&self, pool_id: &str, sub: &str) -> Result<Option<Profile>, StoreError>;

    /// Puts a code in the place of an older one and of what that was handed in for, and its mail with it.
    async fn put_code(&self, code: ResetCode, mail: Unsealed, now: i64) -> Result<(), StoreError>;

    /// Tries a code. The right one is spent in the same transaction, and what it was handed in for comes
    /// in its place: of two who have it, one gets it.
    async fn try_code(
        &self,
        tried: ResetCode,
        token: Option<ResetToken>,
        now: i64,
    ) -> Result<Tried, StoreError>;

    /// Makes a spent code live again, unless there is a newer one.
    async fn put_back_code(&self, code: ResetCode) -> Result<(), StoreError>;

    /// Spends a token, if it is live.
    async fn spend_token(
        &self,
        pool_id: &str,
        mac: CodeMac,
        now: i64,
    ) -> Result<Option<ResetToken>, StoreError>;

    /// Makes a spent token live again, unless there is a newer code or token.
    async fn put_back_token(&self, token: ResetToken) -> Result<(), StoreError>;

    /// Sends a mail.
    async fn send(&self, mail: Unsealed) -> Result<(), StoreError>;
}
