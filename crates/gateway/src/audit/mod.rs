//! The audit log: what happened to accounts, in events with stable names.

mod event;
mod record;
mod trail;

pub use event::AuditEvent;
pub(crate) use record::{Happening, record};
pub(crate) use trail::{account, follow, happens, limited, outcome_is_challenge, subject};
