//! The gateway's own tables: the directory of users, codes to reset passwords, mails,
//! sessions of browsers, tickets of WebSockets.
//!
//! [`Store`] and [`Sessions`] are the seams; [`SqliteStore`] is the storage in an SQLite file of its own, so that the
//! gateway keeps its data whichever pool it stands in front of. [`RedisSessions`] keeps sessions and tickets for
//! gateways on several machines.

mod codes;
mod directory;
mod messages;
mod migrations;
mod redis;
mod seam;
mod secrets;
mod session_seam;
mod sessions;
mod socket_tickets;
mod sqlite;
mod ticket_seam;
mod tokens;

pub use migrations::MIGRATIONS;
pub use redis::{RedisSessions, RedisUrl, RedisUrlError};
pub use seam::{Profile, ResetCode, ResetToken, Store, StoreError, Tried, Unsealed};
pub use session_seam::{BrowserSession, SessionStore, Which};
pub use sqlite::SqliteStore;
pub use ticket_seam::{Sessions, SocketTicket, TicketStore};
