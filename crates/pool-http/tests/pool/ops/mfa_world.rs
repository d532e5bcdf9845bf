//! A pool that offers second factors, and a user who has one.

use poolgate_pool::Clock as _;
use poolgate_testkit::{Answer, PASSWORD, TestPool, TestUser};
use serde_json::{Value, json};

pub(super) const NOT_AUTHORIZED: &str = "NotAuthorizedException";

pub(super) struct World {
    pub(super) pool: TestPool,
    pub(super) user: TestUser,
    pub(super) token: Value,
}

/// Where text messages would leave.
pub(super) fn sms() -> Value {
    json!({ "SmsConfiguration": {
        "SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "outside" } })
}

impl World {
    /// A confirmed, signed-in user of a pool with these settings of second factors.
    pub(super) async fn with(mut settings: Value) -> Self {
        let pool = TestPool::new().await;
        let user = pool.user("ada").await;
        let token = pool.sign_in(&user).await["AccessToken"].take();
        settings["UserPoolId"] = json!(pool.pool_id);
        pool.admin("SetUserPoolMfaConfig", settings).await.ok();
        Self { pool, user, token }
    }

    /// Second factors for who wants them.
    pub(super) async fn optional() -> Self {
        Self::with(json!({
            "MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": { "Enabled": true },
            "SmsMfaConfiguration": sms(), "EmailMfaConfiguration": {}
        }))
        .await
    }

    /// An authenticator app for everybody.
    pub(super) async fn required() -> Self {
        Self::with(json!({
            "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": { "Enabled": true }
        }))
        .await
    }

    pub(super) async fn associate(&self) -> String {
        let request = json!({ "AccessToken": self.token });
        let answer = self.pool.call("AssociateSoftwareToken", request).await.ok();
        answer["SecretCode"].as_str().expect("a secret").to_owned()
    }

    /// What the app shows now.
    pub(super) fn code(&self, secret: &str) -> String {
        let now = self.pool.clock.now().0 / 1000;
        poolgate_crypto::totp_code(secret, now).expect("a secret")
    }

    /// A code that the app shows at no time near.
    pub(super) fn wrong_code(&self, secret: &str) -> String {
        let now = self.pool.clock.now().0 / 1000;
        let near: Vec<_> = (-2..=2)
            .filter_map(|step| poolgate_crypto::totp_code(secret, now + 30 * step))
            .collect();
        (0..10)
            .map(|n| format!("{n:06}"))
            .find(|code| !near.contains(code))
            .expect("there are many")
    }

    pub(super) async fn verify(&self, code: &str) -> Answer {
        let request =
            json!({ "AccessToken": self.token, "UserCode": code, "FriendlyDeviceName": "phone" });
        self.pool.call("VerifySoftwareToken", request).await
    }

    pub(super) async fn prefer(&self, mut settings: Value) -> Answer {
        settings["AccessToken"] = self.token.clone();
        self.pool.call("SetUserMFAPreference", settings).await
    }

    /// An authenticator app that is asked for; its secret. The clock has moved to the next code.
    pub(super) async fn with_app(&self) -> String {
        let secret = self.associate().await;
        self.verify(&self.code(&secret)).await.ok();
        let on = json!({ "SoftwareTokenMfaSettings": { "Enabled": true, "PreferredMfa": true } });
        self.prefer(on).await.ok();
        self.pool.clock.advance_seconds(30);
        secret
    }

    pub(super) async fn sign_in(&self) -> Value {
        self.pool.sign_in_with(&self.user.name, PASSWORD).await.ok()
    }

    pub(super) async fn respond(&self, name: &str, session: &Value, responses: Value) -> Answer {
        let mut responses = responses;
        responses["USERNAME"] = json!(self.user.name);
        let request = json!({
            "ClientId": self.pool.client_id, "ChallengeName": name, "Session": session,
            "ChallengeResponses": responses
        });
        self.pool.call("RespondToAuthChallenge", request).await
    }

    pub(super) async fn look_up(&self) -> Value {
        self.pool.look_up(&self.user.name).await
    }
}
