//! The poolgate binary: reads the command line and hands over to a command.

mod commands;
mod config;
mod wiring;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    commands::run(commands::Cli::parse())
}
