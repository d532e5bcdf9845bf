//! `poolgate group list`.

use anyhow::Result;
use poolgate_client::operator::Operator;

/// Lists the groups.
pub(super) async fn run(operator: &Operator, json: bool) -> Result<()> {
    super::show(&operator.list_groups().await?, json)
}
