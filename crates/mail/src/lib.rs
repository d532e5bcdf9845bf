//! A message: its type, and the development mailbox. No database: the outbox lies in the tables of
//! whoever sends, so that a message is part of the same commit.

mod mailbox;
mod message;

pub use mailbox::mailbox_router;
pub use message::{Mailbox, Medium, Message};
