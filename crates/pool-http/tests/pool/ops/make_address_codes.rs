//! Codes that verify an address, and their use.

use poolgate_testkit::{Answer, TestPool};
use serde_json::{Value, json};

/// A signed-in user.
pub(super) struct World {
    pub(super) pool: TestPool,
    pub(super) token: Value,
}

pub(super) const MISMATCH: &str = "CodeMismatchException";

pub(super) const EXPIRED: (&str, &str) = (
    "ExpiredCodeException",
    "Invalid code provided, please request a code again.",
);

impl World {
    pub(super) async fn new(pool: TestPool) -> Self {
        let user = pool.user("ada").await;
        let token = pool.sign_in(&user).await["AccessToken"].take();
        pool.clock.advance_seconds(1);
        Self { pool, token }
    }

    pub(super) async fn ask(&self, attribute: &str) -> Answer {
        let request = json!({ "AccessToken": self.token, "AttributeName": attribute });
        self.pool
            .call("GetUserAttributeVerificationCode", request)
            .await
    }

    pub(super) async fn verify(&self, attribute: &str, code: &str) -> Answer {
        let request =
            json!({ "AccessToken": self.token, "AttributeName": attribute, "Code": code });
        self.pool.call("VerifyUserAttribute", request).await
    }

    pub(super) async fn write(&self, name: &str, value: &str) -> Answer {
        self.pool.clock.advance_seconds(1);
        let request = json!({ "AccessToken": self.token, "UserAttributes": [{ "Name": name, "Value": value }] });
        self.pool.call("UpdateUserAttributes", request).await
    }
}
