//! The mailboxes of several senders as one.

use std::cmp::Reverse;
use std::sync::Arc;

use async_trait::async_trait;

use crate::message::{Mailbox, Message};
use crate::outbox::BoxError;

/// What several senders have sent, the newest first.
#[derive(Clone, Default)]
pub struct Mailboxes(Vec<Arc<dyn Mailbox>>);

impl Mailboxes {
    /// All of these.
    pub fn new(mailboxes: Vec<Arc<dyn Mailbox>>) -> Self {
        Self(mailboxes)
    }
}

impl std::fmt::Debug for Mailboxes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Mailboxes").field(&self.0.len()).finish()
    }
}

#[async_trait]
impl Mailbox for Mailboxes {
    async fn messages(&self, to: Option<&str>, limit: usize) -> Result<Vec<Message>, BoxError> {
        let mut all = Vec::new();
        for mailbox in &self.0 {
            all.extend(mailbox.messages(to, limit).await?);
        }
        // Each id begins with its time, so that it decides between messages of one millisecond.
        all.sort_by(|a, b| (Reverse(a.sent_at), &b.id).cmp(&(Reverse(b.sent_at), &a.id)));
        all.truncate(limit);
        Ok(all)
    }
}
