//! `poolgate user set-password`.

use std::process::ExitCode;

use anyhow::Result;

use super::Who;
use crate::commands::act;
use crate::commands::password::PasswordSource;
use crate::config::Flags;

#[derive(Debug, clap::Args)]
pub(super) struct SetPassword {
    #[command(flatten)]
    who: Who,
    #[command(flatten)]
    password: PasswordSource,
    /// The user must choose another one at the next sign-in
    #[arg(long)]
    temporary: bool,
}

impl SetPassword {
    /// Sets a password.
    pub(super) fn run(self, flags: &Flags, json: bool) -> Result<ExitCode> {
        let password = self.password.read()?;
        act::on_configured_pool(flags, async |target| {
            let username = &self.who.username;
            target
                .operator
                .set_user_password(username, &password, !self.temporary)
                .await?;
            let what = if self.temporary {
                "has a new password, to be changed at the next sign-in"
            } else {
                "has a new password"
            };
            super::done(json, username, what)
        })
    }
}
