//! `poolgate group add`.

use anyhow::Result;
use poolgate_client::operator::Operator;

use super::Members;

/// Puts users into a group.
pub(super) async fn run(operator: &Operator, members: &Members, json: bool) -> Result<()> {
    for user in &members.users {
        operator.add_user_to_group(user, &members.group).await?;
    }
    let sentence = format!("{} is in {}.", members.users.join(", "), members.group);
    super::done(json, &sentence, &members.group, &members.users)
}
