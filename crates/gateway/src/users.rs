//! What the pool says about the bearer of a token, remembered for a moment.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use aws_lc_rs::digest;
use moka::future::Cache;
use poolgate_client::{Client, Error as PoolError, User};
use secrecy::{ExposeSecret, SecretString};

use crate::extract::Caller;

/// How many users are remembered at most.
const CAPACITY: u64 = 10_000;

/// How many counters users share.
const COUNTERS: usize = 1024;

/// The hash of an access token, and how often its user was forgotten.
type Key = ([u8; 32], u64);

/// Users by their access token. Refusals are not remembered.
///
/// A user may have many tokens, and an answer of the pool may be under way while the user changes. So
/// each user has a counter that is part of the key: what was asked for before a change is never found
/// after it. Users share counters, which costs some of them a question to the pool.
#[derive(Debug)]
pub(crate) struct Users {
    cache: Cache<Key, Arc<User>>,
    counters: Box<[AtomicU64]>,
    hasher: RandomState,
}

impl Users {
    pub(crate) fn new(lifetime: Duration) -> Self {
        Self {
            cache: Cache::builder()
                .max_capacity(CAPACITY)
                .time_to_live(lifetime)
                .build(),
            counters: (0..COUNTERS).map(|_| AtomicU64::new(0)).collect(),
            hasher: RandomState::new(),
        }
    }

    /// The user, asked for once however many wait.
    pub(crate) async fn get(
        &self,
        client: &Client,
        caller: &Caller,
    ) -> Result<Arc<User>, Arc<PoolError>> {
        let count = self.counter(caller.claims.sub()).load(Ordering::Acquire);
        self.cache
            .try_get_with((hash(&caller.token), count), async {
                client.get_user(&caller.token).await.map(Arc::new)
            })
            .await
    }

    /// Forgets the user with all its tokens, since it changed, was signed out or deleted.
    pub(crate) fn forget(&self, sub: &str) {
        self.counter(sub).fetch_add(1, Ordering::AcqRel);
    }

    fn counter(&self, sub: &str) -> &AtomicU64 {
        let place = self.hasher.hash_one(sub) % COUNTERS as u64;
        &self.counters[usize::try_from(place).expect("a number below the length")]
    }
}

fn hash(token: &SecretString) -> [u8; 32] {
    let digest = digest::digest(&digest::SHA256, token.expose_secret().as_bytes());
    let mut hash = [0; 32];
    hash.copy_from_slice(digest.as_ref());
    hash
}
