//! `poolgate user list`.

use std::io::Write as _;

use anyhow::Result;
use poolgate_client::operator::{Operator, PoolUser};
use serde_json::{Value, json};

use crate::commands::output::{self, Table};

/// The most users that one call gives.
const PAGE: i32 = 60;

#[derive(Debug, clap::Args)]
pub(super) struct List {
    /// Only users that a filter finds, such as 'email ^= "ada"' or 'cognito:user_status = "CONFIRMED"'
    #[arg(long, value_name = "FILTER")]
    filter: Option<String>,
    /// Only users of this group
    #[arg(long, value_name = "GROUP", conflicts_with = "filter")]
    group: Option<String>,
    /// How many at most
    #[arg(long, value_name = "NUMBER", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    /// All of them, however many there are
    #[arg(long, conflicts_with = "limit")]
    all: bool,
}

impl List {
    /// Lists users.
    pub(super) async fn run(&self, operator: &Operator, json: bool) -> Result<()> {
        let limit = if self.all {
            usize::MAX
        } else {
            usize::try_from(self.limit).unwrap_or(usize::MAX)
        };
        let (users, more) = self.find(operator, limit).await?;
        if json {
            let users: Vec<Value> = users.iter().map(super::as_json).collect();
            output::print_json(&json!({"users": users, "more": more}))?;
        } else {
            table(&users).print()?;
        }
        if more && !json {
            writeln!(
                anstream::stderr(),
                "There are more: --limit and --filter choose, --all lists everybody."
            )?;
        }
        Ok(())
    }

    /// The users, and whether there are more than the limit.
    async fn find(&self, operator: &Operator, limit: usize) -> Result<(Vec<PoolUser>, bool)> {
        if let Some(group) = &self.group {
            let mut users = operator.list_users_in_group(group).await?;
            let more = users.len() > limit;
            users.truncate(limit);
            return Ok((users, more));
        }
        let mut users = Vec::new();
        let mut next = None;
        loop {
            let wanted = i32::try_from(limit - users.len()).map_or(PAGE, |left| left.min(PAGE));
            let page = operator
                .list_users(self.filter.as_deref(), wanted, next)
                .await?;
            users.extend(page.users);
            next = page.next;
            if next.is_none() || users.len() >= limit {
                users.truncate(limit);
                return Ok((users, next.is_some()));
            }
        }
    }
}

fn table(users: &[PoolUser]) -> Table {
    let mut table = Table::new(&["USER", "EMAIL", "STATUS", "ENABLED", "CREATED"]);
    for user in users {
        table.row([
            user.username.clone(),
            user.attributes.get("email").cloned().unwrap_or_default(),
            user.status.clone(),
            if user.enabled { "yes" } else { "no" }.to_owned(),
            output::time(user.created_at).unwrap_or_default(),
        ]);
    }
    table
}
