//! `poolgate group …`: the groups of the configured pool.

mod add;
mod create;
mod delete;
mod list;
mod remove;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};
use poolgate_client::operator::Group;
use serde_json::{Value, json};

use super::act;
use super::output::{self, Table};
use crate::config::Flags;

#[derive(Debug, Args)]
pub(super) struct GroupArguments {
    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: GroupCommand,
}

#[derive(Debug, Subcommand)]
enum GroupCommand {
    /// List the groups; `poolgate user list --group` lists who is in one
    List,
    /// Make a group
    Create(create::Create),
    /// Delete a group; its users stay
    Delete {
        /// The group
        #[arg(value_name = "GROUP")]
        name: String,
    },
    /// Put users into a group
    Add(Members),
    /// Take users out of a group
    Remove(Members),
}

/// Users of a group.
#[derive(Debug, Args)]
struct Members {
    /// The group
    group: String,
    /// The users
    #[arg(required = true, value_name = "USER")]
    users: Vec<String>,
}

pub(super) fn run(flags: &Flags, arguments: GroupArguments) -> Result<ExitCode> {
    let json = arguments.json;
    act::on_configured_pool(flags, async |target| {
        let operator = &target.operator;
        match arguments.command {
            GroupCommand::List => list::run(operator, json).await,
            GroupCommand::Create(create) => create.run(operator, json).await,
            GroupCommand::Delete { name } => delete::run(operator, &name, json).await,
            GroupCommand::Add(members) => add::run(operator, &members, json).await,
            GroupCommand::Remove(members) => remove::run(operator, &members, json).await,
        }
    })
}

/// Shows groups.
pub(super) fn show(groups: &[Group], json: bool) -> Result<()> {
    if json {
        let groups: Vec<Value> = groups.iter().map(as_json).collect();
        return output::print_json(&json!({"groups": groups}));
    }
    let mut table = Table::new(&["GROUP", "PRECEDENCE", "DESCRIPTION"]);
    for group in groups {
        table.row([
            group.name.clone(),
            group
                .precedence
                .map(|precedence| precedence.to_string())
                .unwrap_or_default(),
            group.description.clone().unwrap_or_default(),
        ]);
    }
    table.print()
}

fn as_json(group: &Group) -> Value {
    json!({"name": group.name, "precedence": group.precedence, "description": group.description})
}

/// Says what was done to a group.
fn done(json: bool, sentence: &str, group: &str, users: &[String]) -> Result<()> {
    let mut document = json!({"success": true, "group": group});
    if !users.is_empty() {
        document["users"] = json!(users);
    }
    output::done(json, sentence, &document)
}
