//! `poolgate user enable`.

use anyhow::Result;
use poolgate_client::operator::Operator;

/// Lets a user sign in again.
pub(super) async fn run(operator: &Operator, username: &str, json: bool) -> Result<()> {
    operator.enable_user(username).await?;
    super::done(json, username, "is enabled")
}
