//! `poolgate config check` and `poolgate config show`.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Subcommand;
use serde_json::{Map, Value, json};

use super::GOOD;
use crate::config::{Config, Entry, Flags, Purpose};

#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Say whether the configuration is good, and what is wrong with it
    Check,
    /// Print the effective configuration, with secrets hidden, and where each value comes from
    Show {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

pub(super) fn run(flags: &Flags, command: &ConfigCommand) -> anyhow::Result<ExitCode> {
    let config = Config::load(flags, Purpose::Gateway)?;
    super::warn(&config.warnings);
    let mut stdout = anstream::stdout().lock();
    match command {
        ConfigCommand::Check => writeln!(stdout, "{GOOD}The configuration is good.{GOOD:#}")?,
        ConfigCommand::Show { json: true } => writeln!(stdout, "{:#}", as_json(&config.entries))?,
        ConfigCommand::Show { json: false } => write!(stdout, "{}", as_table(&config.entries))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn as_json(entries: &[Entry]) -> Value {
    let entry = |entry: &Entry| {
        let value = json!({"value": entry.value, "origin": entry.origin});
        (entry.key.to_owned(), value)
    };
    Value::Object(entries.iter().map(entry).collect::<Map<_, _>>())
}

fn as_table(entries: &[Entry]) -> String {
    let value = |entry: &Entry| entry.value.clone().unwrap_or_else(|| "-".to_owned());
    let keys = entries
        .iter()
        .map(|entry| entry.key.len())
        .max()
        .unwrap_or_default();
    let values = entries
        .iter()
        .map(|entry| value(entry).chars().count())
        .max()
        .unwrap_or_default()
        .min(60);
    let line = |entry: &Entry| {
        format!(
            "{:keys$}  {:values$}  {}\n",
            entry.key,
            value(entry),
            entry.origin
        )
    };
    entries.iter().map(line).collect()
}
