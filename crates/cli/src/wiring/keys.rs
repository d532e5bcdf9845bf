//! Keys that live in files of the data folder, made at the first start.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::{Context, Result};
use poolgate_crypto::{MasterKey, SystemRandom};
use secrecy::SecretString;

use crate::config::Config;

/// The key that seals the pool's secrets: as configured, else of its file.
pub(crate) fn master_key(config: &Config) -> Result<MasterKey> {
    if let Some(key) = &config.security.master_key {
        return Ok(key.clone());
    }
    let path = config.server.data.join("master.key");
    MasterKey::from_base64(&read_or_make(&path)?).with_context(|| {
        format!(
            "{} holds no master key; put the right file back, for without it the pool's secrets are lost",
            path.display()
        )
    })
}

/// The key that protects sessions: as configured, else of its file.
pub(crate) fn secret_key(config: &Config) -> Result<SecretString> {
    if let Some(key) = &config.security.secret_key {
        return Ok(key.clone());
    }
    make_folder(&config.server.data)?;
    let path = config.server.data.join("gateway.key");
    Ok(SecretString::from(read_or_make(&path)?))
}

/// Makes the data folder, readable by its owner alone.
pub(crate) fn make_folder(folder: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).with_context(|| {
        format!(
            "cannot make the data folder {}; choose another with --data",
            folder.display()
        )
    })
}

/// The text of a key file; a new one gets 32 random bytes and is its owner's alone.
fn read_or_make(path: &Path) -> Result<String> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(text.trim().to_owned()),
        Err(error) if error.kind() == ErrorKind::NotFound => make(path),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

fn make(path: &Path) -> Result<String> {
    let key = MasterKey::generate(&SystemRandom::default()).to_base64();
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let failed = || format!("cannot write {}", path.display());
    let mut file = options.open(path).with_context(failed)?;
    // On disk before anything is sealed with it: the file, and its name in the folder.
    writeln!(file, "{}", *key)
        .and_then(|()| file.sync_all())
        .with_context(failed)?;
    if let Some(folder) = path.parent() {
        std::fs::File::open(folder)
            .and_then(|folder| folder.sync_all())
            .with_context(failed)?;
    }
    Ok(key.to_string())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn r59_a_key_file_is_its_owners_alone_and_stays_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        let first = read_or_make(&path).unwrap();
        assert_eq!(read_or_make(&path).unwrap(), first);
        assert!(MasterKey::from_base64(&first).is_ok());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(
                std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
        assert_ne!(
            read_or_make(&folder.path().join("other.key")).unwrap(),
            first
        );
    }
}
