//! What the pool says about the bearer of a token, remembered for a moment.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest;
use moka::future::Cache;
use poolgate_client::{Client, Error as PoolError, User};
use secrecy::{ExposeSecret, SecretString};

/// How many users are remembered at most.
const CAPACITY: u64 = 10_000;

type Key = [u8; 32];

/// Users by the hash of their access token. Refusals are not remembered.
#[derive(Clone, Debug)]
pub(crate) struct Users(Cache<Key, Arc<User>>);

impl Users {
    pub(crate) fn new(lifetime: Duration) -> Self {
        Self(
            Cache::builder()
                .max_capacity(CAPACITY)
                .time_to_live(lifetime)
                .build(),
        )
    }

    /// The user, asked for once however many wait.
    pub(crate) async fn get(
        &self,
        client: &Client,
        token: &SecretString,
    ) -> Result<Arc<User>, Arc<PoolError>> {
        self.0
            .try_get_with(key(token), async {
                client.get_user(token).await.map(Arc::new)
            })
            .await
    }

    /// Forgets the user of this token, since it was signed out.
    pub(crate) async fn forget(&self, token: &SecretString) {
        self.0.invalidate(&key(token)).await;
    }
}

fn key(token: &SecretString) -> Key {
    let digest = digest::digest(&digest::SHA256, token.expose_secret().as_bytes());
    let mut key = [0; 32];
    key.copy_from_slice(digest.as_ref());
    key
}
