//! `poolgate group remove`.

use anyhow::Result;
use poolgate_client::operator::Operator;

use super::Members;

/// Takes users out of a group.
pub(super) async fn run(operator: &Operator, members: &Members, json: bool) -> Result<()> {
    for user in &members.users {
        operator
            .remove_user_from_group(user, &members.group)
            .await?;
    }
    let sentence = format!(
        "{} is no longer in {}.",
        members.users.join(", "),
        members.group
    );
    super::done(json, &sentence, &members.group, &members.users)
}
