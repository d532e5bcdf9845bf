//! Passwords that a command needs: from a file, from standard input, or asked for without showing them.

use std::io::{BufRead, BufReader, IsTerminal as _, Read as _};
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use secrecy::{ExposeSecret as _, SecretString};

use crate::config::Problem;

/// Longer than any password that a pool takes.
const MAX_BYTES: u64 = 4096;

/// Where the password comes from.
#[derive(Debug, clap::Args)]
pub(super) struct PasswordSource {
    /// File whose first line is the password; - reads standard input, and asks on a terminal
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// The password itself. Others on this machine can see it while the command runs, and it stays in the shell's history:
    /// --password-file is better
    #[arg(long, value_name = "PASSWORD", conflicts_with = "password_file")]
    password: Option<SecretString>,
}

impl PasswordSource {
    /// The password, where a source was named.
    pub(super) fn read_if_named(&self) -> Result<Option<SecretString>> {
        if let Some(password) = &self.password {
            return checked(password.expose_secret()).map(Some);
        }
        match &self.password_file {
            None => Ok(None),
            Some(path) if path.as_os_str() == "-" => from_input().map(Some),
            Some(path) => {
                let file = std::fs::File::open(path).map_err(|error| {
                    Problem::new(
                        format!("{} cannot be read: {error}", path.display()),
                        "name a readable file whose first line is the password",
                    )
                })?;
                first_line(BufReader::new(file.take(MAX_BYTES))).map(Some)
            }
        }
    }

    /// The password, from standard input where no source was named.
    pub(super) fn read(&self) -> Result<SecretString> {
        match self.read_if_named()? {
            Some(password) => Ok(password),
            None => from_input(),
        }
    }
}

fn from_input() -> Result<SecretString> {
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        return first_line(stdin.lock().take(MAX_BYTES));
    }
    let ask = |text: &str| {
        rpassword::prompt_password(text)
            .map(SecretString::from)
            .context("the terminal cannot be read")
    };
    let password = ask("New password: ")?;
    if ask("Once more: ")?.expose_secret() != password.expose_secret() {
        bail!("the two passwords differ\n  nothing was changed: try again");
    }
    checked(password.expose_secret())
}

fn first_line(mut input: impl BufRead) -> Result<SecretString> {
    let mut line = String::new();
    input
        .read_line(&mut line)
        .context("the password cannot be read")?;
    let password = checked(line.trim_end_matches(['\r', '\n']));
    zeroize::Zeroize::zeroize(&mut line);
    password
}

fn checked(password: &str) -> Result<SecretString> {
    if password.is_empty() {
        bail!(Problem::new(
            "the password is empty",
            "write it in the first line of the file or of standard input"
        ));
    }
    Ok(SecretString::from(password))
}
