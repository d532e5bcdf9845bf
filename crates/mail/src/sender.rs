//! Who takes a message over: a mail server, as a rule.

use async_trait::async_trait;

use crate::message::Message;

/// Why a message was not taken. The reasons hold nothing of the message, so they may be logged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SendError {
    /// Nothing can be sent at the moment: no connection, no sign-in.
    #[error("the way out cannot be used: {0}")]
    Unusable(String),
    /// Not this message, not now.
    #[error("it is put off: {0}")]
    PutOff(String),
    /// Not this message, ever.
    #[error("it is refused: {0}")]
    Refused(String),
}

/// Takes messages over. Once it has answered, the message is not lost any more.
#[async_trait]
pub trait Sender: Send + Sync + 'static {
    /// Sends one message.
    async fn send(&self, message: &Message) -> Result<(), SendError>;
}
