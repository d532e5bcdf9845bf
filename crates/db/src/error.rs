//! What can go wrong with a database.

use std::path::PathBuf;

/// A read or a commit failed for a reason that the caller cannot mend.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// SQLite refused.
    #[error("the database answered: {0}")]
    Sqlite(String),
    /// The writer thread is gone: the database was closed.
    #[error("the database is closed")]
    Closed,
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error.to_string())
    }
}

/// A database could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// Another process has it open.
    #[error("{} is open in another process; stop that one, or give this one another folder with --data", .0.display())]
    InUse(PathBuf),
    /// A later version of the program has written it.
    #[error(
        "{} was written by a newer version (its {component} tables are at step {found}, this version knows {known}); start that version, or a copy of an older backup",
        path.display()
    )]
    Newer {
        /// The database file.
        path: PathBuf,
        /// Whose tables.
        component: &'static str,
        /// The step found.
        found: u32,
        /// The last step known here.
        known: u32,
    },
    /// A migration that was applied is not the one known here.
    #[error("{}: step {version} of the {component} tables was applied in another form; the file comes from a build that was never released", path.display())]
    Changed {
        /// The database file.
        path: PathBuf,
        /// Whose tables.
        component: &'static str,
        /// The step that differs.
        version: u32,
    },
    /// The file system refused.
    #[error("cannot use {}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// SQLite refused.
    #[error("cannot open {}: {source}", path.display())]
    Sqlite {
        /// The database file.
        path: PathBuf,
        /// Why.
        #[source]
        source: rusqlite::Error,
    },
}
