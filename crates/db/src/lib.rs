//! What both stores stand on: an SQLite database with one writer thread and many readers, and the
//! migrator. Knows no table but its own list of migrations.

mod error;
mod lock;
mod migrate;
mod sqlite;

pub use error::{Error, OpenError};
pub use migrate::{Migration, Migrations};
pub use sqlite::Database;

/// The SQLite binding, so that stores and this crate agree on its version.
pub use rusqlite;
