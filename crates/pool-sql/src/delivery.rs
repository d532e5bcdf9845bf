//! The engine's messages of one medium as the outbox of a [`poolgate_mail::Worker`].

use std::sync::Arc;

use async_trait::async_trait;
use poolgate_mail::{Medium, Outbox, Outcome, Queued};

use crate::aggregates::outbox;
use crate::store::{ReadError, SqlStore};

/// The messages of one medium that wait.
#[derive(Clone)]
pub struct Outgoing {
    store: SqlStore,
    medium: Medium,
}

impl SqlStore {
    /// The messages of a medium that wait for a worker.
    pub fn outgoing(&self, medium: Medium) -> Outgoing {
        Outgoing {
            store: self.clone(),
            medium,
        }
    }
}

#[async_trait]
impl Outbox for Outgoing {
    async fn claim(&self, now: i64, lease: i64, limit: usize) -> Result<Vec<Queued>, ReadError> {
        let medium = self.medium;
        // An empty outbox costs a read and no commit.
        let is_due = |connection: &_, _: &_| outbox::is_due(connection, medium, now);
        if !self.store.read(is_due)? {
            return Ok(Vec::new());
        }
        let inner = &self.store.0;
        let secrets = Arc::clone(&inner.secrets);
        inner
            .database
            .write(move |connection| outbox::claim(connection, &secrets, medium, now, lease, limit))
            .await?
    }

    async fn settle(&self, id: &str, outcome: Outcome) -> Result<(), ReadError> {
        let id = id.to_owned();
        self.store
            .0
            .database
            .write(move |connection| outbox::settle(connection, &id, outcome))
            .await?
    }

    async fn arrival(&self) {
        self.store.0.arrivals(self.medium).notified().await;
    }
}
