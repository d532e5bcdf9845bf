//! The file of the audit log: its owner's alone, only ever appended to, and opened anew when it was moved.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use arc_swap::ArcSwap;
use tracing_subscriber::fmt::MakeWriter;

/// The open file.
#[derive(Clone)]
pub(crate) struct AuditFile(Arc<Inner>);

struct Inner {
    path: PathBuf,
    file: ArcSwap<File>,
}

impl AuditFile {
    /// Opens it, and makes it where it is missing.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let file = ArcSwap::from_pointee(open(path)?);
        let path = path.to_owned();
        Ok(Self(Arc::new(Inner { path, file })))
    }

    /// Opens it anew. Where that fails, the old file is written on.
    pub(crate) fn reopen(&self) -> Result<()> {
        self.0.file.store(Arc::new(open(&self.0.path)?));
        Ok(())
    }
}

fn open(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .with_context(|| format!("cannot write the audit log {}", path.display()))
}

/// The file as it was when the line began.
pub(crate) struct Line(Arc<File>);

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (&*self.0).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        (&*self.0).flush()
    }
}

impl<'a> MakeWriter<'a> for AuditFile {
    type Writer = Line;

    fn make_writer(&'a self) -> Line {
        Line(self.0.file.load_full())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_file_that_was_moved_away_gets_a_successor() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.log");
        let file = AuditFile::open(&path).unwrap();
        let say = |text: &str| file.make_writer().write_all(text.as_bytes()).unwrap();
        say("one\n");
        let moved = folder.path().join("audit.log.1");
        std::fs::rename(&path, &moved).unwrap();
        say("two\n");
        file.reopen().unwrap();
        say("three\n");
        assert_eq!(std::fs::read_to_string(&moved).unwrap(), "one\ntwo\n");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "three\n");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
