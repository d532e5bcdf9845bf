//! `poolgate user sign-out`.

use anyhow::Result;
use poolgate_client::operator::Operator;

/// Ends all sessions of a user.
pub(super) async fn run(operator: &Operator, username: &str, json: bool) -> Result<()> {
    operator.sign_out_user(username).await?;
    super::done(json, username, "is signed out everywhere")
}
