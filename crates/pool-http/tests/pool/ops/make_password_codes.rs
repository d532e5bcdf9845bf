//! Codes that reset a password, and their use.

use poolgate_testkit::{Answer, TestPool};
use serde_json::{Value, json};

pub(super) const NEW: &str = "Other-12345";

pub(super) async fn forgot(pool: &TestPool, name: &str) -> Answer {
    pool.call(
        "ForgotPassword",
        json!({ "ClientId": pool.client_id, "Username": name }),
    )
    .await
}

pub(super) async fn reset(pool: &TestPool, name: &str, code: &str, password: &str) -> Answer {
    let request: Value = json!({ "ClientId": pool.client_id, "Username": name, "ConfirmationCode": code, "Password": password });
    pool.call("ConfirmForgotPassword", request).await
}
