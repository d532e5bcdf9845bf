//! A message to a user: its type, the templates it is made from, its way out, and the development
//! mailbox.
//!
//! No database: the [`Outbox`] lies in the tables of whoever sends, so that a message is part of the
//! same commit. A [`Worker`] takes messages from there and hands them to a [`Sender`].

mod backoff;
mod envelope;
mod mailbox;
mod mailboxes;
mod message;
mod outbox;
mod purpose;
mod sender;
mod ses;
mod sms_webhook;
mod smtp;
mod smtp_server;
mod sns;
mod templates;
mod worker;

pub use mailbox::mailbox_router;
pub use mailboxes::Mailboxes;
pub use message::{Mailbox, Medium, Message};
pub use outbox::{BoxError, Outbox, Outcome, Queued};
pub use purpose::Purpose;
pub use sender::{SendError, Sender};
pub use ses::ses_smtp_password;
pub use sms_webhook::SmsWebhook;
pub use smtp::{Smtp, SmtpError};
pub use smtp_server::{Security, SmtpServer, SmtpUrlError};
pub use sns::Sns;
pub use templates::{Rendered, TemplateError, Templates, Values};
pub use worker::{Chance, Now, Told, Worker};
