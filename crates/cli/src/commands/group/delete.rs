//! `poolgate group delete`.

use anyhow::Result;
use poolgate_client::operator::Operator;

/// Deletes a group.
pub(super) async fn run(operator: &Operator, name: &str, json: bool) -> Result<()> {
    operator.delete_group(name).await?;
    super::done(json, &format!("The group {name} is deleted."), name, &[])
}
