//! `poolgate user create`.

use std::collections::BTreeMap;
use std::process::ExitCode;

use anyhow::{Result, bail};
use poolgate_client::Error;
use poolgate_client::operator::{InvitedUser, Operator};
use secrecy::SecretString;

use super::Who;
use crate::commands::act;
use crate::commands::password::PasswordSource;
use crate::config::{Flags, Problem};

#[derive(Debug, clap::Args)]
pub(super) struct Create {
    #[command(flatten)]
    who: Who,
    /// The email address, taken as verified [default: the user name, where it is one]
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// The whole name
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// An attribute, such as custom:role=admin; may be given several times
    #[arg(long = "attribute", value_name = "NAME=VALUE", value_parser = attribute)]
    attributes: Vec<(String, String)>,
    /// A group to put the user into; may be given several times
    #[arg(long = "group", value_name = "GROUP")]
    groups: Vec<String>,
    #[command(flatten)]
    password: PasswordSource,
    /// The given password must be changed at the first sign-in
    #[arg(long)]
    temporary: bool,
    /// Send an invitation with the temporary password that is given
    #[arg(long, requires = "temporary")]
    send: bool,
}

fn attribute(text: &str) -> Result<(String, String), &'static str> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("write NAME=VALUE"),
    }
}

impl Create {
    /// Makes a user.
    pub(super) fn run(self, flags: &Flags, json: bool) -> Result<ExitCode> {
        let password = self.password.read_if_named()?;
        if self.temporary && password.is_none() {
            bail!(Problem::new(
                "--temporary says how a given password is meant, and none is given",
                "give --password-file, or leave --temporary out: the pool then makes up a temporary password and sends it",
            ));
        }
        act::on_configured_pool(flags, async |target| {
            self.create(&target.operator, password, json).await
        })
    }

    async fn create(
        &self,
        operator: &Operator,
        password: Option<SecretString>,
        json: bool,
    ) -> Result<()> {
        // Before there is a user who would lack them.
        self.check_groups(operator).await?;
        let user = operator
            .create_user(&InvitedUser {
                username: self.who.username.clone(),
                attributes: self.attributes(),
                temporary_password: password.clone(),
                send: password.is_none() || self.send,
            })
            .await?;
        if let Some(password) = password.as_ref().filter(|_| !self.temporary) {
            operator
                .set_user_password(&user.username, password, true)
                .await?;
        }
        for group in &self.groups {
            operator.add_user_to_group(&user.username, group).await?;
        }
        let what = match &password {
            None => "is made, and an invitation is on its way",
            Some(_) if self.temporary => {
                "is made, with a password to be changed at the first sign-in"
            }
            Some(_) => "is made, and can sign in",
        };
        if json {
            let user = operator.get_user(&user.username).await?;
            return crate::commands::output::print_json(&super::as_json(&user));
        }
        super::done(json, &self.who.username, what)
    }

    async fn check_groups(&self, operator: &Operator) -> Result<()> {
        if self.groups.is_empty() {
            return Ok(());
        }
        let known = operator.list_groups().await?;
        let unknown = |name: &&String| !known.iter().any(|group| group.name == **name);
        if self.groups.iter().any(|name| unknown(&name)) {
            return Err(Error::GroupNotFound.into());
        }
        Ok(())
    }

    fn attributes(&self) -> BTreeMap<String, String> {
        let username = &self.who.username;
        let mut attributes = BTreeMap::new();
        let own = username.contains('@').then_some(username);
        if let Some(email) = self.email.as_ref().or(own) {
            attributes.insert("email".to_owned(), email.clone());
            attributes.insert("email_verified".to_owned(), "true".to_owned());
        }
        if let Some(name) = &self.name {
            attributes.insert("name".to_owned(), name.clone());
        }
        attributes.extend(self.attributes.iter().cloned());
        attributes
    }
}
