//! What the gateway asks of its storage for the sessions of browsers.

use std::fmt;

use async_trait::async_trait;

use super::seam::StoreError;

/// A session as it is stored: nothing in it is worth stealing.
#[derive(Clone, PartialEq, Eq)]
pub struct BrowserSession {
    /// The SHA-256 of the id.
    pub id_hash: [u8; 32],
    /// The pool.
    pub pool_id: String,
    /// The MAC of the user's id.
    pub subject: [u8; 32],
    /// The MAC of the id that the pool gives the session, once it is known.
    pub family: [u8; 32],
    /// The device, sealed.
    pub device: Option<Vec<u8>>,
    /// Whether the pool is asked before the tokens are used again.
    pub asks_pool: bool,
    /// The tokens, sealed.
    pub sealed: Vec<u8>,
    /// How often what is sealed has changed.
    pub version: i64,
    /// Until when somebody refreshes the tokens.
    pub leased_until: i64,
    /// Whether the user asked for it to be kept longer.
    pub remember: bool,
    /// When the user signed in.
    pub created_at: i64,
    /// When it was last used, to about a minute.
    pub used_at: i64,
    /// When it ends if nobody uses it.
    pub idle_until: i64,
    /// When it ends in any case.
    pub ends_at: i64,
}

impl fmt::Debug for BrowserSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BrowserSession")
            .field("version", &self.version)
            .field("ends_at", &self.ends_at)
            .finish_non_exhaustive()
    }
}

/// Sessions of one user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// All of them: the MAC of the user's id.
    OfSubject([u8; 32]),
    /// Those of one sign-in: the MAC of the user's id, and that of the pool's session.
    OfFamily([u8; 32], [u8; 32]),
}

/// The sessions of browsers. Each call is one transaction.
#[async_trait]
pub trait SessionStore {
    /// Whether it answers.
    async fn reach(&self) -> Result<(), StoreError>;

    /// Puts a new session, in the place of another one where `replaces` names it.
    async fn put_session(
        &self,
        session: BrowserSession,
        replaces: Option<[u8; 32]>,
        now: i64,
    ) -> Result<(), StoreError>;

    /// Gives a session another id and what is sealed for that, and ends the right to refresh its tokens; false where
    /// what is sealed has changed meanwhile.
    async fn move_session(
        &self,
        session: BrowserSession,
        from: [u8; 32],
    ) -> Result<bool, StoreError>;

    /// A session that has not ended.
    async fn session(
        &self,
        id_hash: &[u8; 32],
        now: i64,
    ) -> Result<Option<BrowserSession>, StoreError>;

    /// Notes that it is used.
    async fn touch_session(
        &self,
        id_hash: [u8; 32],
        idle_until: i64,
        now: i64,
    ) -> Result<(), StoreError>;

    /// Takes the right to refresh the tokens of this version: of any number who ask, one gets it.
    async fn lease_session(
        &self,
        id_hash: [u8; 32],
        version: i64,
        until: i64,
        now: i64,
    ) -> Result<bool, StoreError>;

    /// Gives the right back without a result.
    async fn release_session(&self, id_hash: [u8; 32], version: i64) -> Result<(), StoreError>;

    /// Puts the result of a refresh, which is the next version; false where it has changed meanwhile. `asked`: the pool
    /// was asked after it was wanted. Where it was wanted in the middle, the pool is asked once more.
    async fn renew_session(
        &self,
        id_hash: [u8; 32],
        version: i64,
        sealed: Vec<u8>,
        asked: bool,
    ) -> Result<bool, StoreError>;

    /// Notes the MAC of the id that the pool gives a session.
    async fn note_family(&self, id_hash: [u8; 32], family: [u8; 32]) -> Result<(), StoreError>;

    /// The sessions of one user that have not ended.
    async fn sessions_of(
        &self,
        pool_id: &str,
        subject: [u8; 32],
        now: i64,
    ) -> Result<Vec<BrowserSession>, StoreError>;

    /// The pool is asked about all sessions of one user before their tokens are used again.
    async fn ask_pool_about(&self, pool_id: &str, subject: [u8; 32]) -> Result<(), StoreError>;

    /// Ends a session; with a version, only if it has not changed since. Whether it did.
    async fn remove_session(
        &self,
        id_hash: [u8; 32],
        version: Option<i64>,
    ) -> Result<bool, StoreError>;

    /// Ends sessions of one user; how many.
    async fn remove_sessions(&self, pool_id: &str, which: Which) -> Result<u64, StoreError>;
}
