//! `[audit]`: where security events are written, and how much they say.

use std::path::PathBuf;

use serde::Deserialize;

/// `[audit]` as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RawAudit {
    file: Option<PathBuf>,
    addresses: bool,
}

/// Where security events are written, and how much they say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Audit {
    /// A file of their own; unset, the log.
    pub(crate) file: Option<PathBuf>,
    /// Whether they have the accounts that callers typed.
    pub(crate) addresses: bool,
}

impl Audit {
    pub(crate) fn read(raw: RawAudit) -> Self {
        Self {
            file: raw.file,
            addresses: raw.addresses,
        }
    }
}
