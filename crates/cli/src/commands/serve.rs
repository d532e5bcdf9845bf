//! `poolgate serve` and `poolgate pool serve`.

use std::process::ExitCode;

use crate::config::{Config, Flags, Purpose, share_dotenv};

/// Runs the gateway. Placeholder: the servers are not wired up yet, and it says so.
pub(super) fn gateway(flags: &Flags) -> anyhow::Result<ExitCode> {
    let config = Config::load(flags, Purpose::Gateway)?;
    share_dotenv();
    super::warn(&config.warnings);
    anyhow::bail!("this build cannot serve yet")
}

/// Runs the user pool alone. Placeholder, as above.
pub(super) fn pool(flags: &Flags) -> anyhow::Result<ExitCode> {
    let config = Config::load(flags, Purpose::PoolAlone)?;
    share_dotenv();
    super::warn(&config.warnings);
    anyhow::bail!("this build cannot serve yet")
}
