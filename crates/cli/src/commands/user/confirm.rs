//! `poolgate user confirm`.

use anyhow::Result;
use poolgate_client::operator::Operator;

/// Confirms a sign-up without its code.
pub(super) async fn run(operator: &Operator, username: &str, json: bool) -> Result<()> {
    operator.confirm_sign_up(username).await?;
    super::done(json, username, "is confirmed")
}
