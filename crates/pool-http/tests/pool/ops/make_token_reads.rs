//! Reads by an access token, and what they say.

use poolgate_testkit::TestPool;
use serde_json::{Value, json};

pub(super) const REVOKED: (&str, &str) =
    ("NotAuthorizedException", "Access Token has been revoked");

pub(super) async fn reads(pool: &TestPool, tokens: &Value) -> Result<(), (String, String)> {
    let answer = pool
        .call("GetUser", json!({ "AccessToken": tokens["AccessToken"] }))
        .await;
    if answer.status.is_success() {
        Ok(())
    } else {
        Err((answer.error().0.to_owned(), answer.error().1.to_owned()))
    }
}

pub(super) fn owned((kind, text): (&str, &str)) -> Result<(), (String, String)> {
    Err((kind.to_owned(), text.to_owned()))
}
