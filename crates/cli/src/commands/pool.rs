//! `poolgate pool …`: the embedded pool alone, and pools as such.

mod create;
mod describe;
mod differences;
mod plan;
mod policy;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};

use super::serve;
use crate::config::Flags;

#[derive(Debug, Args)]
pub(super) struct PoolArguments {
    #[command(subcommand)]
    command: PoolCommand,
}

#[derive(Debug, Subcommand)]
enum PoolCommand {
    /// Run the user pool alone
    Serve,
    /// Make a pool and an app client, or find them, and write their ids into .env
    Create(Box<create::Create>),
    /// Describe the configured pool and its app clients
    Describe(describe::Describe),
    /// Print the least IAM policy for what Poolgate is to do
    Policy(policy::Policy),
}

pub(super) fn run(flags: &Flags, arguments: PoolArguments) -> Result<ExitCode> {
    match arguments.command {
        PoolCommand::Serve => serve::pool_command(flags),
        PoolCommand::Create(create) => create.run(flags),
        PoolCommand::Describe(describe) => describe.run(flags),
        PoolCommand::Policy(policy) => policy.run(flags),
    }
}
