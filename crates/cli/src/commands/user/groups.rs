//! `poolgate user groups`.

use anyhow::Result;
use poolgate_client::operator::Operator;

use crate::commands::group;

/// Lists the groups of a user.
pub(super) async fn run(operator: &Operator, username: &str, json: bool) -> Result<()> {
    group::show(&operator.list_groups_of_user(username).await?, json)
}
