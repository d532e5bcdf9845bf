//! Sessions of browsers: one opaque cookie in the place of tokens.
//!
//! The cookie holds an id and one half of a key. The store has the hash of the id, and the tokens sealed under a key
//! of both that half and the gateway's own; so neither the store nor the cookie alone is worth stealing.

mod begin;
mod cookie;
mod device;
mod devices;
mod end;
mod key;
mod lifetimes;
mod open;
mod refresh;
mod socket_ticket;
mod tokens;

pub(crate) use begin::{Keep, begin, mode, renew_id};
pub(crate) use cookie::{Browser, SetCookie};
pub(crate) use devices::{Seen, seen_devices};
pub(crate) use end::{end_all, end_family, end_presented, ended, store_answers};
pub use lifetimes::Lifetimes;
pub(crate) use open::{Open, find, open};
pub(crate) use refresh::Refreshes;
pub(crate) use socket_ticket::{TICKET_SECONDS, issue_ticket, spend_ticket};
