//! The audit log: what happened to accounts, in events with stable names.

mod event;
mod record;
mod trail;

pub use event::AuditEvent;
pub(crate) use record::{Ended, Happening, record};
pub(crate) use trail::{Trail, account, happens, limited, outcome_is_challenge, subject};
