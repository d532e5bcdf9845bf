//! `poolgate user disable`.

use anyhow::Result;
use poolgate_client::operator::Operator;

/// Lets a user sign in no more.
pub(super) async fn run(operator: &Operator, username: &str, json: bool) -> Result<()> {
    operator.disable_user(username).await?;
    super::done(json, username, "is disabled, and signed out everywhere")
}
