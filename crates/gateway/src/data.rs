//! What the gateway needs to keep data of its own and to send mails. All of it is optional: without it the
//! routes that need it answer `misconfigured`, and all others work.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use poolgate_crypto::{Random, SystemRandom};
use poolgate_mail::Templates;

use crate::clock::{Clock, SystemClock};
use crate::store::{Sessions, Store};

/// The gateway's own data, and what goes with it.
#[derive(Clone)]
pub struct Data {
    /// Where it is kept. Mails go to the outbox there.
    pub store: Arc<dyn Store>,
    /// Where sessions are kept. Gateways that share them may be on several machines.
    pub sessions: Arc<dyn Sessions>,
    /// The texts of mails.
    pub templates: Arc<Templates>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Where codes come from.
    pub random: Arc<dyn Random>,
    /// Development: every code is this one.
    pub fixed_code: Option<String>,
    /// How many ids were made.
    sequence: Arc<AtomicU32>,
}

impl Data {
    /// Data in this store, sessions too, with the built-in mails.
    pub fn new<S: Store + Sessions>(store: Arc<S>) -> Self {
        Self {
            sessions: Arc::clone(&store) as Arc<dyn Sessions>,
            store,
            templates: Arc::new(Templates::built_in()),
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom::default()),
            fixed_code: None,
            sequence: Arc::default(),
        }
    }

    /// An id that sorts by its time, and within a millisecond by a count (RFC 9562, section 6.2).
    pub(crate) fn id(&self, now: i64) -> String {
        let [.., high, low] = self.sequence.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        let mut bytes = [0; 10];
        self.random.fill(&mut bytes);
        // The upper bits of the first and of the third byte are the version's and the variant's.
        bytes[0] = high >> 4;
        bytes[1] = high << 4 | low >> 4;
        bytes[2] = (low & 0x0f) << 2;
        let millis = u64::try_from(now).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes)
            .into_uuid()
            .to_string()
    }
}

impl fmt::Debug for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Data")
            .field("store", &self.store)
            .field("sessions", &self.sessions)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use poolgate_db::Database;

    use super::*;
    use crate::config::SecretKey;
    use crate::store::{MIGRATIONS, SqliteStore};

    #[test]
    fn ids_sort_by_time_and_then_by_count() {
        let folder = tempfile::tempdir().expect("a folder");
        let database = Database::open_shared(&folder.path().join("g.db"), &[MIGRATIONS]);
        let database = database.expect("a database");
        let store = SqliteStore::new(database, &SecretKey::new([0; 32]), false);
        let data = Data::new(Arc::new(store));
        let ids: Vec<_> = (0..2000)
            .map(|count| data.id(1000 + count / 1000))
            .collect();
        assert!(ids.is_sorted());
    }
}
