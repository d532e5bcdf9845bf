//! A pool that keeps track of devices, and a user on one.

use poolgate_pool::Clock as _;
use poolgate_testkit::{Answer, PASSWORD, TestDevice, TestPool, TestUser};
use serde_json::{Value, json};

pub(super) const NOT_THERE: (&str, &str) = ("ResourceNotFoundException", "Device does not exist.");
pub(super) const NOT_TRACKED: &str = "InvalidUserPoolConfigurationException";

pub(super) struct World {
    pub(super) pool: TestPool,
    pub(super) user: TestUser,
    /// `AuthenticationResult` of the sign-in that gave the device its keys.
    pub(super) tokens: Value,
    pub(super) device: TestDevice,
}

impl World {
    /// A pool that remembers every device, in the place of a second factor.
    pub(super) async fn always() -> Self {
        Self::with(json!({ "ChallengeRequiredOnNewDevice": true }), json!({})).await
    }

    /// A pool that remembers the devices whose users want it.
    pub(super) async fn opt_in() -> Self {
        let both = json!({ "ChallengeRequiredOnNewDevice": true, "DeviceOnlyRememberedOnUserPrompt": true });
        Self::with(both, json!({})).await
    }

    pub(super) async fn with(devices: Value, client: Value) -> Self {
        let mut members = json!({
            "ExplicitAuthFlows": [
                "ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_USER_AUTH",
                "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"
            ]
        });
        let client = client.as_object().unwrap().clone();
        members.as_object_mut().unwrap().extend(client);
        let settings = json!({
            "DeviceConfiguration": devices,
            "Policies": { "SignInPolicy": { "AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"] } }
        });
        let pool = TestPool::with(settings, members).await;
        let user = pool.user("ada").await;
        let tokens = pool.sign_in(&user).await;
        let device = TestDevice::of(&tokens);
        Self {
            pool,
            user,
            tokens,
            device,
        }
    }

    /// The device is confirmed.
    pub(super) async fn confirmed(self) -> Self {
        self.confirm().await.ok();
        self
    }

    pub(super) async fn confirm(&self) -> Answer {
        self.pool.confirm_device(&self.tokens, &self.device).await
    }

    /// Signs in with the password, on the device.
    pub(super) async fn sign_in(&self) -> Answer {
        self.sign_in_on(&self.device.key).await
    }

    pub(super) async fn sign_in_on(&self, key: &str) -> Answer {
        let mut parameters = json!({ "USERNAME": "ada", "PASSWORD": PASSWORD, "DEVICE_KEY": key });
        if let Some(hash) = self.pool.secret_hash("ada") {
            parameters["SECRET_HASH"] = json!(hash);
        }
        let request = json!({
            "AuthFlow": "USER_PASSWORD_AUTH", "ClientId": self.pool.client_id,
            "AuthParameters": parameters
        });
        self.pool.call("InitiateAuth", request).await
    }

    pub(super) async fn prove(&self) -> Answer {
        self.pool.prove_device("ada", &self.device).await
    }

    /// Calls an operation of the user on its device.
    pub(super) async fn on_device(&self, operation: &str, mut members: Value) -> Answer {
        members["AccessToken"] = self.tokens["AccessToken"].clone();
        members["DeviceKey"] = json!(self.device.key);
        self.pool.call(operation, members).await
    }

    /// Calls an operation of administrators on the device.
    pub(super) async fn by_admin(&self, operation: &str, mut members: Value) -> Answer {
        members["UserPoolId"] = json!(self.pool.pool_id);
        members["Username"] = json!("ada");
        if members.get("DeviceKey").is_none() {
            members["DeviceKey"] = json!(self.device.key);
        }
        self.pool.admin(operation, members).await
    }

    pub(super) async fn set_status(&self, status: &str) {
        let members = json!({ "DeviceRememberedStatus": status });
        self.on_device("UpdateDeviceStatus", members).await.ok();
    }

    /// The pool keeps track of devices no more.
    pub(super) async fn untrack(&self) {
        let request = json!({ "UserPoolId": self.pool.pool_id });
        self.pool.admin("UpdateUserPool", request).await.ok();
    }

    /// Second factors are asked for; the user has codes by email.
    pub(super) async fn with_mfa(&self) {
        let request = json!({
            "UserPoolId": self.pool.pool_id, "MfaConfiguration": "OPTIONAL", "EmailMfaConfiguration": {}
        });
        self.pool.admin("SetUserPoolMfaConfig", request).await.ok();
        let on = json!({ "EmailMfaSettings": { "Enabled": true } });
        self.by_admin("AdminSetUserMFAPreference", on).await.ok();
    }

    /// Answers a second factor that was asked for, on the device.
    pub(super) async fn answer_mfa(&self, asked: &Value) -> Value {
        assert_eq!(asked["ChallengeName"], "EMAIL_OTP", "{asked}");
        let code = self.pool.newest_code().await;
        let responses =
            json!({ "USERNAME": "ada", "EMAIL_OTP_CODE": code, "DEVICE_KEY": self.device.key });
        let session = Some(&asked["Session"]);
        self.pool
            .respond("EMAIL_OTP", session, responses)
            .await
            .ok()
    }

    /// The device as the user sees it.
    pub(super) async fn seen(&self) -> Value {
        self.on_device("GetDevice", json!({})).await.ok()["Device"].take()
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds stay far below 2^52"
    )]
    pub(super) fn now(&self) -> Value {
        json!(self.pool.clock.now().0 as f64 / 1000.0)
    }

    /// Refreshes with `REFRESH_TOKEN_AUTH`.
    pub(super) async fn refresh(&self, tokens: &Value, key: Option<&str>) -> Answer {
        let mut parameters = json!({ "REFRESH_TOKEN": tokens["RefreshToken"] });
        if let Some(key) = key {
            parameters["DEVICE_KEY"] = json!(key);
        }
        let request = json!({
            "AuthFlow": "REFRESH_TOKEN_AUTH", "ClientId": self.pool.client_id,
            "AuthParameters": parameters
        });
        self.pool.call("InitiateAuth", request).await
    }
}

/// The status of a device.
pub(super) fn status(device: &Value) -> &str {
    let attributes = device["DeviceAttributes"].as_array().expect("attributes");
    let found = attributes
        .iter()
        .find(|found| found["Name"] == "device_status");
    found
        .and_then(|found| found["Value"].as_str())
        .expect("a status")
}
