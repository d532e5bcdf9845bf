//! A message to a user, and where messages can be read back in development.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

/// A message to a user. It carries codes, so it is stored sealed and never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// A UUID of version 7: later messages sort later.
    pub id: String,
    /// The address or telephone number.
    pub to: String,
    /// How it travels.
    pub medium: Medium,
    /// The subject; empty for a text message.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML, where there is one.
    pub html: Option<String>,
    /// The code in it, where there is one.
    pub code: Option<String>,
    /// The link in it, where there is one.
    pub link: Option<String>,
    /// What it is for: `sign_up`, `forgot_password`, and so on.
    pub purpose: String,
    /// When it was sent, in milliseconds since 1970.
    pub sent_at: i64,
    /// When what is in it has no worth any more; it is not delivered after that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<i64>,
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Message")
            .field("id", &self.id)
            .field("medium", &self.medium)
            .field("purpose", &self.purpose)
            .finish_non_exhaustive()
    }
}

/// How a message travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Medium {
    /// By email.
    Email,
    /// As a text message.
    Sms,
    /// By a function of the pool's owner: the text is what the function is told.
    Function,
}

impl Medium {
    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Function => "function",
        }
    }
}

/// Where the messages of one sender can be read back: the development mailbox.
#[async_trait]
pub trait Mailbox: Send + Sync + 'static {
    /// The newest messages first, at most `limit`; those to one address where `to` is given.
    async fn messages(
        &self,
        to: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Message>, Box<dyn std::error::Error + Send + Sync>>;
}
