//! `poolgate user …`: the users of the configured pool.

mod confirm;
mod create;
mod delete;
mod disable;
mod enable;
mod groups;
mod list;
mod set_password;
mod show;
mod sign_out;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};
use poolgate_client::operator::PoolUser;
use serde_json::{Value, json};

use super::{act, output};
use crate::config::Flags;

/// What concerns one user.
#[derive(Debug, Args)]
struct Who {
    /// The user name, or the email address or phone number that serves as one
    #[arg(value_name = "USER")]
    username: String,
}

#[derive(Debug, Args)]
pub(super) struct UserArguments {
    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: UserCommand,
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// List users
    List(list::List),
    /// Show a user: attributes, state, groups
    Show(Who),
    /// Make a user, and send an invitation unless a password is given
    Create(create::Create),
    /// Confirm a sign-up without its code
    Confirm(Who),
    /// Let a user sign in no more, and end all sessions
    Disable(Who),
    /// Let a disabled user sign in again
    Enable(Who),
    /// Set a password
    SetPassword(set_password::SetPassword),
    /// List the groups of a user; `poolgate group add` and `remove` change them
    Groups(Who),
    /// End all sessions of a user
    SignOut(Who),
    /// Delete a user for good
    Delete(delete::Delete),
}

pub(super) fn run(flags: &Flags, arguments: UserArguments) -> Result<ExitCode> {
    let json = arguments.json;
    let command = arguments.command;
    // What must be asked is asked before the pool is opened.
    match command {
        UserCommand::Create(create) => return create.run(flags, json),
        UserCommand::SetPassword(set_password) => return set_password.run(flags, json),
        UserCommand::Delete(delete) => return delete.run(flags, json),
        _ => {}
    }
    act::on_configured_pool(flags, async |target| {
        let operator = &target.operator;
        match command {
            UserCommand::List(list) => list.run(operator, json).await,
            UserCommand::Show(who) => show::run(operator, &who.username, json).await,
            UserCommand::Confirm(who) => confirm::run(operator, &who.username, json).await,
            UserCommand::Disable(who) => disable::run(operator, &who.username, json).await,
            UserCommand::Enable(who) => enable::run(operator, &who.username, json).await,
            UserCommand::Groups(who) => groups::run(operator, &who.username, json).await,
            UserCommand::SignOut(who) => sign_out::run(operator, &who.username, json).await,
            UserCommand::Create(_) | UserCommand::SetPassword(_) | UserCommand::Delete(_) => Ok(()),
        }
    })
}

/// A user as JSON.
fn as_json(user: &PoolUser) -> Value {
    json!({
        "username": user.username,
        "status": user.status,
        "enabled": user.enabled,
        "created_at": output::time(user.created_at),
        "modified_at": output::time(user.modified_at),
        "attributes": user.attributes,
    })
}

/// Says what was done to a user.
fn done(json: bool, username: &str, what: &str) -> Result<()> {
    output::done(
        json,
        &format!("{username} {what}."),
        &json!({"success": true, "username": username}),
    )
}
