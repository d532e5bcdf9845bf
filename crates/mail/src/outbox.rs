//! Where messages wait until they are delivered: the tables of whoever sends.

use async_trait::async_trait;

use crate::message::Message;

/// Why an outbox could not be read or written.
pub type BoxError = Box<dyn std::error::Error + Send + Sync + 'static>;

/// A message that waits.
#[derive(Debug, Clone)]
pub struct Queued {
    /// The message.
    pub message: Message,
    /// How often a mail server has put it off.
    pub attempts: u32,
}

/// What became of a message that was taken from the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A mail server has it.
    Delivered,
    /// The code in it had expired before it could leave.
    Expired,
    /// It cannot be delivered, or waited for too long.
    GivenUp,
    /// It waits until then, in milliseconds since 1970.
    PutOff {
        /// Until when.
        until: i64,
        /// How often a mail server has put it off by now.
        attempts: u32,
    },
}

/// The messages that wait for delivery. Several workers may take from one outbox.
#[async_trait]
pub trait Outbox: Send + Sync + 'static {
    /// Takes messages whose time has come, the oldest first. Nobody else gets them until `lease`, so that
    /// a worker that dies loses none and two never send the same.
    async fn claim(&self, now: i64, lease: i64, limit: usize) -> Result<Vec<Queued>, BoxError>;

    /// Notes what became of a message.
    async fn settle(&self, id: &str, outcome: Outcome) -> Result<(), BoxError>;

    /// Returns once a message may have been added since the last call.
    async fn arrival(&self);
}
