//! `poolgate user delete`.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use anyhow::{Result, bail};

use super::Who;
use crate::commands::act;
use crate::config::{Flags, Problem};

#[derive(Debug, clap::Args)]
pub(super) struct Delete {
    #[command(flatten)]
    who: Who,
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
}

impl Delete {
    /// Deletes a user, once somebody says yes.
    pub(super) fn run(self, flags: &Flags, json: bool) -> Result<ExitCode> {
        let username = &self.who.username;
        if !self.yes && !agreed(username)? {
            bail!("nothing was deleted\n  answer yes, or give --yes");
        }
        act::on_configured_pool(flags, async |target| {
            target.operator.delete_user(username).await?;
            super::done(json, username, "is deleted")
        })
    }
}

fn agreed(username: &str) -> Result<bool> {
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        bail!(Problem::new(
            "a user is deleted for good, and nobody is there to be asked",
            "give --yes",
        ));
    }
    write!(
        anstream::stderr(),
        "Delete {username:?} for good? Write yes: "
    )?;
    let mut answer = String::new();
    stdin.read_line(&mut answer)?;
    Ok(answer.trim() == "yes")
}
