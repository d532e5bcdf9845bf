//! `poolgate group create`.

use anyhow::Result;
use poolgate_client::operator::{NewGroup, Operator};

#[derive(Debug, clap::Args)]
pub(super) struct Create {
    /// The group
    #[arg(value_name = "GROUP")]
    name: String,
    /// What it is for
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Its rank: of a user's groups the one with the lowest number comes first
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(i32).range(0..))]
    precedence: Option<i32>,
}

impl Create {
    /// Makes a group.
    pub(super) async fn run(self, operator: &Operator, json: bool) -> Result<()> {
        let new = NewGroup {
            name: self.name,
            description: self.description,
            precedence: self.precedence,
        };
        operator.create_group(&new).await?;
        let sentence = format!("The group {} is made.", new.name);
        super::done(json, &sentence, &new.name, &[])
    }
}
