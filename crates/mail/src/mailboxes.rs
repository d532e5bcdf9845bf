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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::message::Medium;

    struct One(Vec<Message>);

    #[async_trait]
    impl Mailbox for One {
        async fn messages(&self, _: Option<&str>, limit: usize) -> Result<Vec<Message>, BoxError> {
            Ok(self.0.iter().take(limit).cloned().collect())
        }
    }

    fn message(id: &str, sent_at: i64) -> Message {
        Message {
            id: id.to_owned(),
            to: "ada@example.com".to_owned(),
            medium: Medium::Email,
            subject: String::new(),
            text: String::new(),
            html: None,
            code: None,
            link: None,
            purpose: "sign_up".to_owned(),
            sent_at,
            expires_at: None,
        }
    }

    #[tokio::test]
    async fn the_newest_of_all_come_first() {
        let one = One(vec![message("d", 4), message("a", 1)]);
        let two = One(vec![message("c", 3), message("b", 3)]);
        let both = Mailboxes::new(vec![Arc::new(one), Arc::new(two)]);
        let ids = async |limit| {
            let found = both.messages(None, limit).await.unwrap();
            found
                .into_iter()
                .map(|message| message.id)
                .collect::<Vec<_>>()
        };
        assert_eq!(ids(10).await, ["d", "c", "b", "a"]);
        assert_eq!(ids(2).await, ["d", "c"]);
    }
}
