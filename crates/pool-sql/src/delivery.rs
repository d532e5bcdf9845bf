//! The engine's messages as the outbox of a [`poolgate_mail::Worker`].

use std::sync::Arc;

use async_trait::async_trait;
use poolgate_mail::{Outbox, Outcome, Queued};

use crate::aggregates::outbox;
use crate::store::{ReadError, SqlStore};

#[async_trait]
impl Outbox for SqlStore {
    async fn claim(&self, now: i64, lease: i64, limit: usize) -> Result<Vec<Queued>, ReadError> {
        // An empty outbox costs a read and no commit.
        if !self.read(|connection, _| outbox::is_due(connection, now))? {
            return Ok(Vec::new());
        }
        let secrets = Arc::clone(&self.0.secrets);
        self.0
            .database
            .write(move |connection| outbox::claim(connection, &secrets, now, lease, limit))
            .await?
    }

    async fn settle(&self, id: &str, outcome: Outcome) -> Result<(), ReadError> {
        let id = id.to_owned();
        self.0
            .database
            .write(move |connection| outbox::settle(connection, &id, outcome))
            .await?
    }

    async fn arrival(&self) {
        self.0.arrivals.notified().await;
    }
}
