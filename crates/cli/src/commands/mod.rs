//! The command line: one file a command.
//!
//! Exit codes: 0; 2 where the command line or the configuration is wrong; 1 for everything else.

mod act;
mod config;
mod directory;
mod doctor;
mod group;
mod lambda;
mod openapi;
mod output;
mod password;
mod pool;
mod serve;
mod token;
mod user;

use std::io::Write as _;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use clap::{Parser, Subcommand};

use crate::config::{Flags, Problem, Problems};

const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();

/// A gateway in front of Amazon Cognito user pools, with a Cognito-compatible user pool of its own.
#[derive(Debug, Parser)]
#[command(
    version,
    about,
    max_term_width = 100,
    args_conflicts_with_subcommands = false
)]
pub(crate) struct Cli {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the gateway, and the embedded user pool where no other pool is set (the default)
    Serve,
    /// Run the embedded user pool alone; make, describe and guard pools
    Pool(pool::PoolArguments),
    /// The users of the pool
    User(user::UserArguments),
    /// The groups of the pool
    Group(group::GroupArguments),
    /// Look at a JSON Web Token
    Token {
        #[command(subcommand)]
        command: token::TokenCommand,
    },
    /// The configuration
    Config {
        #[command(subcommand)]
        command: config::ConfigCommand,
    },
    /// The users in the gateway's own data
    Directory {
        #[command(subcommand)]
        command: directory::DirectoryCommand,
    },
    /// Look at pool, app client and settings, and say what is wrong or risky, each with its fix
    Doctor(doctor::Doctor),
    /// Print the OpenAPI document of the gateway
    Openapi,
}

/// Runs the command, reports what failed, and answers the exit code.
pub(crate) fn run(cli: Cli) -> ExitCode {
    let flags = &cli.flags;
    let outcome = match cli.command {
        None | Some(Command::Serve) if lambda::is_inside() => lambda::run(flags),
        None | Some(Command::Serve) => serve::gateway_command(flags),
        Some(Command::Pool(arguments)) => pool::run(flags, arguments),
        Some(Command::User(arguments)) => user::run(flags, arguments),
        Some(Command::Group(arguments)) => group::run(flags, arguments),
        Some(Command::Token { command }) => token::run(flags, command),
        Some(Command::Config { command }) => config::run(flags, &command),
        Some(Command::Directory { command }) => directory::run(flags, &command),
        Some(Command::Doctor(doctor)) => doctor.run(flags),
        Some(Command::Openapi) => openapi::run(),
    };
    match outcome {
        Ok(code) => code,
        // Whoever reads the output has seen enough: `poolgate config show | head`.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            let is_configuration = error.is::<Problems>() || error.is::<Problem>();
            ExitCode::from(if is_configuration { 2 } else { 1 })
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let mut causes = error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>());
    causes.any(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}

fn complain(error: &anyhow::Error) {
    let problems = match error.downcast_ref::<Problems>() {
        Some(problems) => problems.0.iter().map(ToString::to_string).collect(),
        None => vec![format!("{error:#}")],
    };
    let mut stderr = anstream::stderr().lock();
    for problem in problems {
        // Nothing can be done where not even this can be written.
        let _ = writeln!(stderr, "{BAD}error:{BAD:#} {problem}");
    }
}

/// Shows what works and should be changed nevertheless.
fn warn(warnings: &[String]) {
    let mut stderr = anstream::stderr().lock();
    for warning in warnings {
        let _ = writeln!(stderr, "{WARNING}warning:{WARNING:#} {warning}");
    }
}
