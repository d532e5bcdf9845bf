//! The sessions of browsers.

use async_trait::async_trait;
use redis::ScriptInvocation;

use super::connection::RedisSessions;
use super::row::{self, Fields, Pairs};
use super::script;
use crate::store::{BrowserSession, SessionStore, StoreError, Which};

#[async_trait]
impl SessionStore for RedisSessions {
    async fn reach(&self) -> Result<(), StoreError> {
        self.run(&script!("reach.lua")).await
    }

    async fn put_session(
        &self,
        session: BrowserSession,
        replaces: Option<[u8; 32]>,
        now: i64,
    ) -> Result<(), StoreError> {
        let end = row::end(&session);
        let mut call = script!("put.lua");
        call.key(row::session_key(&session.id_hash))
            .key(row::user_key(&session.pool_id, &session.subject));
        if let Some(old) = replaces {
            call.key(row::session_key(&old));
        }
        call.arg(now).arg(end).arg(row::lasts(end, now));
        fields(&mut call, row::of_session(&session));
        self.run(&call).await
    }

    async fn move_session(
        &self,
        session: BrowserSession,
        from: [u8; 32],
    ) -> Result<bool, StoreError> {
        let mut call = script!("move.lua");
        call.key(row::session_key(&session.id_hash))
            .key(row::session_key(&from))
            .arg(session.version)
            .arg(&session.sealed)
            .arg(&session.id_hash);
        self.run(&call).await
    }

    async fn session(
        &self,
        id_hash: &[u8; 32],
        now: i64,
    ) -> Result<Option<BrowserSession>, StoreError> {
        let mut call = script!("get.lua");
        let found: Fields = self.run(call.key(row::session_key(id_hash))).await?;
        let session = row::to_session(found)?;
        Ok(session.filter(|session| row::end(session) > now))
    }

    async fn touch_session(
        &self,
        id_hash: [u8; 32],
        idle_until: i64,
        now: i64,
    ) -> Result<(), StoreError> {
        let mut call = script!("touch.lua");
        call.key(row::session_key(&id_hash))
            .arg(now)
            .arg(idle_until);
        self.run(&call).await
    }

    async fn lease_session(
        &self,
        id_hash: [u8; 32],
        version: i64,
        until: i64,
        now: i64,
    ) -> Result<bool, StoreError> {
        let mut call = script!("lease.lua");
        call.key(row::session_key(&id_hash))
            .arg(version)
            .arg(until)
            .arg(now);
        self.run(&call).await
    }

    async fn release_session(&self, id_hash: [u8; 32], version: i64) -> Result<(), StoreError> {
        let mut call = script!("release.lua");
        call.key(row::session_key(&id_hash)).arg(version);
        self.run(&call).await
    }

    async fn renew_session(
        &self,
        id_hash: [u8; 32],
        version: i64,
        sealed: Vec<u8>,
        asked: bool,
    ) -> Result<bool, StoreError> {
        let mut call = script!("renew.lua");
        call.key(row::session_key(&id_hash))
            .arg(version)
            .arg(version + 1)
            .arg(sealed)
            .arg(u8::from(asked));
        self.run(&call).await
    }

    async fn note_family(&self, id_hash: [u8; 32], family: [u8; 32]) -> Result<(), StoreError> {
        let mut call = script!("note_family.lua");
        call.key(row::session_key(&id_hash)).arg(&family);
        self.run(&call).await
    }

    async fn sessions_of(
        &self,
        pool_id: &str,
        subject: [u8; 32],
        now: i64,
    ) -> Result<Vec<BrowserSession>, StoreError> {
        let mut call = script!("list.lua");
        call.key(row::user_key(pool_id, &subject)).arg(now);
        let found: Vec<Fields> = self.run(&call).await?;
        let rows = found.into_iter().map(row::to_session);
        rows.filter_map(Result::transpose).collect()
    }

    async fn ask_pool_about(&self, pool_id: &str, subject: [u8; 32]) -> Result<(), StoreError> {
        let mut call = script!("ask_pool.lua");
        self.run(call.key(row::user_key(pool_id, &subject))).await
    }

    async fn remove_session(
        &self,
        id_hash: [u8; 32],
        version: Option<i64>,
    ) -> Result<bool, StoreError> {
        let version = version.map(|version| version.to_string());
        let mut call = script!("remove.lua");
        call.key(row::session_key(&id_hash))
            .arg(version.unwrap_or_default());
        self.run(&call).await
    }

    async fn remove_sessions(&self, pool_id: &str, which: Which) -> Result<u64, StoreError> {
        let (subject, family) = match which {
            Which::OfSubject(subject) => (subject, Vec::new()),
            Which::OfFamily(subject, family) => (subject, family.to_vec()),
        };
        let mut call = script!("remove_all.lua");
        call.key(row::user_key(pool_id, &subject)).arg(family);
        self.run(&call).await
    }
}

pub(super) fn fields(call: &mut ScriptInvocation<'_>, pairs: Pairs) {
    for (name, value) in pairs {
        call.arg(name).arg(value);
    }
}
