//! An SQLite database: WAL, `synchronous=FULL`, one writer thread with group commit, readers that run
//! where they are called.
//!
//! A commit waits for the disk. While it does, the next ones queue up, and the writer puts them into
//! one transaction, each in a savepoint of its own: many commits, one sync.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, OpenFlags};
use tokio::sync::oneshot;

use crate::error::{Error, OpenError};
use crate::lock;
use crate::migrate::{self, Migrations};

/// How many commits share one sync at most.
const GROUP: usize = 256;

/// How many idle readers are kept.
const IDLE_READERS: usize = 32;

/// Prepared statements kept by each connection.
const STATEMENTS: usize = 128;

/// Tells the caller of a write how it ended, once the whole group is on disk or has failed.
type Reply = Box<dyn FnOnce(Result<(), Error>) + Send>;

/// A write: runs inside its savepoint; `false` undoes it.
type Job = Box<dyn FnOnce(&Connection) -> (bool, Reply) + Send>;

/// An open database. Clones share it; the last one closes it.
#[derive(Clone)]
pub struct Database(Arc<Inner>);

struct Inner {
    path: PathBuf,
    readers: Mutex<Vec<Connection>>,
    writer: Sender<Job>,
    _lock: Option<File>,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Database").field(&self.0.path).finish()
    }
}

impl Database {
    /// Opens the file, makes it (and its folder) where it is missing, and migrates it. No other process
    /// opens it meanwhile, so that what was read may be kept.
    pub fn open(path: &Path, migrations: &[Migrations]) -> Result<Self, OpenError> {
        make_folder(path)?;
        let lock = lock::acquire(path)?;
        Self::with_lock(path, migrations, Some(lock))
    }

    /// Opens the file as [`Database::open`] does, and lets other processes do so too: for stores that keep
    /// nothing of what they read.
    pub fn open_shared(path: &Path, migrations: &[Migrations]) -> Result<Self, OpenError> {
        make_folder(path)?;
        Self::with_lock(path, migrations, None)
    }

    fn with_lock(
        path: &Path,
        migrations: &[Migrations],
        lock: Option<File>,
    ) -> Result<Self, OpenError> {
        make_private(path).map_err(|source| OpenError::Io {
            path: path.to_path_buf(),
            source,
        })?;
        let sqlite = |source| OpenError::Sqlite {
            path: path.to_path_buf(),
            source,
        };
        let mut writer = connect(
            path,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        )
        .map_err(sqlite)?;
        writer
            .pragma_update(None, "journal_mode", "WAL")
            .map_err(sqlite)?;
        writer
            .pragma_update(None, "synchronous", "FULL")
            .map_err(sqlite)?;
        for component in migrations {
            migrate::run(&mut writer, component, path)?;
        }
        let (sender, receiver) = channel();
        std::thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || write_groups(&writer, &receiver))
            .map_err(|source| OpenError::Io {
                path: path.to_path_buf(),
                source,
            })?;
        Ok(Self(Arc::new(Inner {
            path: path.to_path_buf(),
            readers: Mutex::new(Vec::new()),
            writer: sender,
            _lock: lock,
        })))
    }

    /// Runs `read` on a reader connection, in this thread: for short, indexed reads. Everything that
    /// was committed before the call is visible.
    pub fn read<T>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, Error> {
        let idle = self.readers().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => connect(&self.0.path, OpenFlags::SQLITE_OPEN_READ_ONLY)?,
        };
        let result = read(&connection);
        let mut readers = self.readers();
        if readers.len() < IDLE_READERS {
            readers.push(connection);
        }
        Ok(result?)
    }

    fn readers(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.0
            .readers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `write` on the writer thread. `Ok(Ok(_))` means: on disk. With `Ok(Err(_))` nothing of it
    /// was kept. A caller who goes away stops nothing: the write is done or not done as a whole.
    pub async fn write<T, E>(
        &self,
        write: impl FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<Result<T, E>, Error>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            let result = write(connection);
            let keep = result.is_ok();
            let reply: Reply = Box::new(move |committed| {
                // Nobody listens where the caller has gone away; the write stands all the same.
                let _ = sender.send(committed.map(|()| result));
            });
            (keep, reply)
        });
        self.0.writer.send(job).map_err(|_| Error::Closed)?;
        receiver.await.map_err(|_| Error::Closed)?
    }
}

fn make_folder(path: &Path) -> Result<(), OpenError> {
    match path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        Some(folder) => std::fs::create_dir_all(folder).map_err(|source| OpenError::Io {
            path: folder.to_path_buf(),
            source,
        }),
        None => Ok(()),
    }
}

/// A new file is its owner's alone; SQLite gives its `-wal` and `-shm` the same mode.
fn make_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn connect(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

/// The writer thread: ends when the last [`Database`] is dropped.
fn write_groups(connection: &Connection, jobs: &Receiver<Job>) {
    while let Ok(first) = jobs.recv() {
        let group: Vec<Job> = std::iter::once(first)
            .chain(jobs.try_iter().take(GROUP - 1))
            .collect();
        let mut replies = Vec::with_capacity(group.len());
        let committed = write_group(connection, group, &mut replies);
        if let Err(error) = &committed {
            tracing::error!(%error, "a commit failed");
            if !connection.is_autocommit()
                && let Err(error) = connection.execute_batch("ROLLBACK")
            {
                tracing::error!(%error, "a failed commit could not be undone");
            }
        }
        for reply in replies {
            reply(committed.clone());
        }
    }
}

fn write_group(
    connection: &Connection,
    group: Vec<Job>,
    replies: &mut Vec<Reply>,
) -> Result<(), Error> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    for job in group {
        connection.prepare_cached("SAVEPOINT job")?.execute([])?;
        // A job that panics is undone and answered by its dropped channel; the writer lives on.
        let outcome = catch_unwind(AssertUnwindSafe(|| job(connection)));
        let keep = match outcome {
            Ok((keep, reply)) => {
                replies.push(reply);
                keep
            }
            Err(_) => false,
        };
        if !keep {
            connection.prepare_cached("ROLLBACK TO job")?.execute([])?;
        }
        connection.prepare_cached("RELEASE job")?.execute([])?;
    }
    connection.execute_batch("COMMIT")?;
    Ok(())
}

#[cfg(test)]
mod tests;
