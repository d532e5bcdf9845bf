//! `poolgate user show`.

use anyhow::Result;
use poolgate_client::operator::Operator;
use serde_json::json;

use crate::commands::output::{self, Sheet};

/// Shows a user with its groups.
pub(super) async fn run(operator: &Operator, username: &str, json: bool) -> Result<()> {
    let user = operator.get_user(username).await?;
    let groups = operator.list_groups_of_user(username).await?;
    let groups: Vec<String> = groups.into_iter().map(|group| group.name).collect();
    if json {
        let mut document = super::as_json(&user);
        document["mfa_methods"] = json!(user.mfa_methods);
        document["groups"] = json!(groups);
        return output::print_json(&document);
    }
    let mut sheet = Sheet::new();
    sheet
        .line("User name", &user.username)
        .line("Status", &user.status)
        .line("Enabled", if user.enabled { "yes" } else { "no" })
        .line("Created", output::time(user.created_at).unwrap_or_default())
        .line(
            "Modified",
            output::time(user.modified_at).unwrap_or_default(),
        )
        .line("Groups", output::list(&groups))
        .line("MFA", output::list(&user.mfa_methods));
    for (name, value) in &user.attributes {
        sheet.line(name, value);
    }
    sheet.print()
}
