//! A device that a user confirms, and that proves itself at later sign-ins.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use poolgate_crypto::SystemRandom;
use poolgate_crypto::srp::client::{self, Challenge};
use poolgate_crypto::srp::{PublicValue, SALT_BYTES, Verifier};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::pool::TestPool;
use crate::srp::salt_of;

/// What an application keeps of a device.
#[derive(Debug, Clone)]
pub struct TestDevice {
    /// `DeviceKey`.
    pub key: String,
    /// `DeviceGroupKey`.
    pub group_key: String,
    /// The secret that the device made.
    pub secret: String,
    salt: [u8; SALT_BYTES],
}

impl TestDevice {
    /// The device that a sign-in gave keys to: `NewDeviceMetadata` of its result.
    ///
    /// # Panics
    /// If it gave none.
    pub fn of(tokens: &Value) -> Self {
        let text = |name: &str| {
            let text = tokens["NewDeviceMetadata"][name].as_str();
            text.expect("keys for a new device").to_owned()
        };
        Self {
            key: text("DeviceKey"),
            group_key: text("DeviceGroupKey"),
            secret: "the secret of the device".to_owned(),
            salt: [0x9a; SALT_BYTES],
        }
    }

    /// `DeviceSecretVerifierConfig`: numbers in the bytes of Java's `BigInteger`.
    pub fn verifier_config(&self) -> Value {
        let verifier = Verifier::compute(&self.group_key, &self.key, &self.secret, &self.salt);
        let number = |bytes: &[u8]| STANDARD.encode([&[0], bytes].concat());
        json!({ "PasswordVerifier": number(verifier.as_bytes()), "Salt": number(&self.salt) })
    }
}

impl TestPool {
    /// Confirms the device of a sign-in.
    pub async fn confirm_device(&self, tokens: &Value, device: &TestDevice) -> Answer {
        let request = json!({
            "AccessToken": tokens["AccessToken"], "DeviceKey": device.key, "DeviceName": "laptop",
            "DeviceSecretVerifierConfig": device.verifier_config()
        });
        self.call("ConfirmDevice", request).await
    }

    /// Answers `DEVICE_SRP_AUTH`, and then `DEVICE_PASSWORD_VERIFIER`, if it comes to that.
    ///
    /// # Panics
    /// If the challenge is no challenge.
    pub async fn prove_device(&self, name: &str, device: &TestDevice) -> Answer {
        let (a, public) = client::start(&SystemRandom::default());
        let mut responses =
            json!({ "USERNAME": name, "DEVICE_KEY": device.key, "SRP_A": public.to_hex() });
        if let Some(hash) = self.secret_hash(name) {
            responses["SECRET_HASH"] = json!(hash);
        }
        let asked = self.respond("DEVICE_SRP_AUTH", None, responses).await;
        if !asked.status.is_success() {
            return asked;
        }
        let asked = asked.ok();
        assert_eq!(asked["ChallengeName"], "DEVICE_PASSWORD_VERIFIER");
        let text = |key: &str| asked["ChallengeParameters"][key].as_str().expect("a text");
        let block = STANDARD.decode(text("SECRET_BLOCK")).expect("base64");
        let timestamp = self.srp_time();
        let signature = client::sign(&Challenge {
            a: &a,
            public: &public,
            server: &PublicValue::from_hex(text("SRP_B")).expect("a public value"),
            salt: &salt_of(text("SALT")),
            pool_name: &device.group_key,
            user_id: &device.key,
            secret_block: &block,
            timestamp: &timestamp,
            password: &device.secret,
        })
        .expect("values to be trusted");
        let mut responses = json!({
            "USERNAME": text("USERNAME"),
            "DEVICE_KEY": text("DEVICE_KEY"),
            "PASSWORD_CLAIM_SECRET_BLOCK": text("SECRET_BLOCK"),
            "PASSWORD_CLAIM_SIGNATURE": STANDARD.encode(signature),
            "TIMESTAMP": timestamp,
        });
        if let Some(hash) = self.secret_hash(text("USERNAME")) {
            responses["SECRET_HASH"] = json!(hash);
        }
        self.respond("DEVICE_PASSWORD_VERIFIER", None, responses)
            .await
    }
}
