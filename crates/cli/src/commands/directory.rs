//! `poolgate directory`: the users in the gateway's own data.

use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};
use poolgate_client::Client;
use poolgate_gateway::{SystemClock, reconcile};

use super::GOOD;
use crate::config::{Config, Flags, Purpose};
use crate::wiring;

#[derive(Debug, Subcommand)]
pub(super) enum DirectoryCommand {
    /// Take all users of the pool over, and mark those that it no longer has
    ///
    /// Needs AWS credentials that may list the users. The embedded pool must not be running meanwhile.
    Reconcile,
}

pub(super) fn run(flags: &Flags, command: &DirectoryCommand) -> anyhow::Result<ExitCode> {
    let config = Config::load(flags, Purpose::Command)?;
    crate::config::share_dotenv();
    super::warn(&config.warnings);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    match command {
        DirectoryCommand::Reconcile => runtime.block_on(reconcile_all(&config))?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn reconcile_all(config: &Config) -> anyhow::Result<()> {
    let client = Client::new(wiring::pool_client(config).await?).await;
    let store = wiring::open_data(config)?;
    // Drawn on a terminal only.
    let bar = ProgressBar::no_length().with_style(ProgressStyle::with_template(
        "{spinner} {pos} users ({per_sec})",
    )?);
    bar.enable_steady_tick(Duration::from_millis(100));
    let done = reconcile(&client, &store, &SystemClock, |users| {
        bar.set_position(users);
    })
    .await;
    bar.finish_and_clear();
    let done = done?;
    let mut stdout = anstream::stdout().lock();
    writeln!(
        stdout,
        "{GOOD}The directory is in step with the pool.{GOOD:#} Users: {}. Marked as deleted: {}.",
        done.users, done.deleted
    )?;
    Ok(())
}
