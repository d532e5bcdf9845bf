//! A gateway's own data in a folder of its own, with a clock that tests set.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use poolgate_client::Credentials;
use poolgate_db::Database;
use poolgate_gateway::{Clock, Config, Data, MIGRATIONS, Profile, SecretKey, SqliteStore, Store};
use poolgate_mail::{Mailbox, Message};
use tempfile::TempDir;

use crate::token::SUB;
use crate::world::World;

/// The pool that the tests' configuration names.
pub(crate) const POOL: &str = "eu-north-1_EXAMPLE01";

/// Milliseconds since 1970, set by hand.
#[derive(Clone)]
pub(crate) struct TestClock(Arc<AtomicI64>);

impl TestClock {
    pub(crate) fn advance(&self, milliseconds: i64) {
        self.0.fetch_add(milliseconds, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// The store with everything that it needs.
pub(crate) struct Kept {
    pub(crate) store: SqliteStore,
    pub(crate) clock: TestClock,
    pub(crate) folder: TempDir,
}

impl Kept {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("gateway.db");
        let database = Database::open_shared(&path, &[MIGRATIONS]).expect("a database");
        Self {
            store: SqliteStore::new(database, &SecretKey::new([7; 32]), true),
            clock: TestClock(Arc::new(AtomicI64::new(1_795_176_000_000))),
            folder,
        }
    }

    pub(crate) fn give_to(&self, config: &mut Config) {
        let mut data = Data::new(Arc::new(self.store.clone()));
        data.clock = Arc::new(self.clock.clone());
        config.data = Some(data);
        config.client.credentials = Credentials::Static {
            access_key_id: "test".to_owned(),
            secret_access_key: "test".into(),
            session_token: None,
        };
    }

    /// What was sent, the newest first.
    pub(crate) async fn mails(&self) -> Vec<Message> {
        self.store.messages(None, 100).await.expect("mails")
    }

    pub(crate) async fn profile(&self) -> Option<Profile> {
        self.store.profile(POOL, SUB).await.expect("a directory")
    }
}

impl World {
    /// The newest code that was sent.
    pub(crate) async fn code(&self) -> String {
        let mails = self.kept().mails().await;
        let codes = mails.into_iter().find_map(|mail| mail.code);
        codes.expect("a code was sent")
    }
}
