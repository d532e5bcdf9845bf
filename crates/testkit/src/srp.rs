//! A client that signs in by SRP, step by step.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use poolgate_crypto::SystemRandom;
use poolgate_crypto::srp::client::{self, Challenge, PrivateValue};
use poolgate_crypto::srp::{PublicValue, SALT_BYTES};
use poolgate_pool::Clock;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::pool::TestPool;

/// A sign-in between its two requests.
pub struct SrpAttempt {
    /// `ChallengeParameters` of the first answer.
    pub parameters: Value,
    name: String,
    a: PrivateValue,
    public: PublicValue,
}

impl TestPool {
    /// The request that starts a sign-in, and what the answer is checked with.
    fn srp_request(&self, name: &str) -> (PrivateValue, PublicValue, Value) {
        let (a, public) = client::start(&SystemRandom::default());
        let mut parameters = json!({ "USERNAME": name, "SRP_A": public.to_hex() });
        if let Some(hash) = self.secret_hash(name) {
            parameters["SECRET_HASH"] = json!(hash);
        }
        let request = json!({ "AuthFlow": "USER_SRP_AUTH", "ClientId": self.client_id, "AuthParameters": parameters });
        (a, public, request)
    }

    /// Starts a sign-in by SRP.
    ///
    /// # Panics
    /// If it is refused.
    pub async fn srp_start(&self, name: &str) -> SrpAttempt {
        let (a, public, request) = self.srp_request(name);
        let answer = self.call("InitiateAuth", request).await.ok();
        assert_eq!(answer["ChallengeName"], "PASSWORD_VERIFIER", "{answer}");
        SrpAttempt {
            parameters: answer["ChallengeParameters"].clone(),
            name: name.to_owned(),
            a,
            public,
        }
    }

    /// Starts a choice-based sign-in that prefers SRP; the answer, and the sign-in.
    ///
    /// # Panics
    /// If it is refused.
    pub async fn srp_start_by_choice(&self, name: &str) -> (Value, SrpAttempt) {
        let preferred = json!({ "PREFERRED_CHALLENGE": "PASSWORD_SRP" });
        self.srp_start_by(name, "USER_AUTH", preferred).await
    }

    /// Starts a sign-in of another flow that proves the password by SRP, with these parameters; the answer, and the
    /// sign-in.
    ///
    /// # Panics
    /// If it is refused.
    pub async fn srp_start_by(&self, name: &str, flow: &str, more: Value) -> (Value, SrpAttempt) {
        let (a, public, mut request) = self.srp_request(name);
        request["AuthFlow"] = json!(flow);
        if let Value::Object(more) = more {
            for (key, value) in more {
                request["AuthParameters"][key] = value;
            }
        }
        let answer = self.call("InitiateAuth", request).await.ok();
        let parameters = answer["ChallengeParameters"].clone();
        let name = name.to_owned();
        (
            answer,
            SrpAttempt {
                parameters,
                name,
                a,
                public,
            },
        )
    }

    /// The `TIMESTAMP` of now.
    pub fn srp_time(&self) -> String {
        let now = jiff::Timestamp::from_millisecond(self.clock.now().0).unwrap_or_default();
        now.strftime("%a %b %-d %H:%M:%S UTC %Y").to_string()
    }

    /// `ChallengeResponses` that prove a password.
    ///
    /// # Panics
    /// If the challenge is no challenge.
    pub fn srp_responses(&self, attempt: &SrpAttempt, password: &str, timestamp: &str) -> Value {
        let text = |key: &str| attempt.parameters[key].as_str().expect("a text");
        let block = STANDARD.decode(text("SECRET_BLOCK")).expect("base64");
        let salt = salt_of(text("SALT"));
        let pool_name = self.pool_id.split_once('_').expect("a pool id").1;
        let signature = client::sign(&Challenge {
            a: &attempt.a,
            public: &attempt.public,
            server: &PublicValue::from_hex(text("SRP_B")).expect("a public value"),
            salt: &salt,
            pool_name,
            user_id: text("USER_ID_FOR_SRP"),
            secret_block: &block,
            timestamp,
            password,
        })
        .expect("values to be trusted");
        let username = text("USERNAME");
        let mut responses = json!({
            "USERNAME": username,
            "PASSWORD_CLAIM_SECRET_BLOCK": text("SECRET_BLOCK"),
            "PASSWORD_CLAIM_SIGNATURE": STANDARD.encode(signature),
            "TIMESTAMP": timestamp,
        });
        if let Some(hash) = self.secret_hash(username) {
            responses["SECRET_HASH"] = json!(hash);
        }
        responses
    }

    /// Answers the challenge.
    pub async fn srp_answer(&self, attempt: &SrpAttempt, password: &str) -> Answer {
        let responses = self.srp_responses(attempt, password, &self.srp_time());
        self.respond("PASSWORD_VERIFIER", None, responses).await
    }

    /// Signs in by SRP.
    pub async fn srp_sign_in(&self, name: &str, password: &str) -> Answer {
        let attempt = self.srp_start(name).await;
        self.srp_answer(&attempt, password).await
    }

    /// Answers any challenge.
    pub async fn respond(
        &self,
        challenge: &str,
        session: Option<&Value>,
        responses: Value,
    ) -> Answer {
        let request = json!({
            "ClientId": self.client_id,
            "ChallengeName": challenge,
            "Session": session,
            "ChallengeResponses": responses,
        });
        self.call("RespondToAuthChallenge", request).await
    }
}

/// A salt as it travels: a number in hexadecimal.
pub(crate) fn salt_of(digits: &str) -> [u8; SALT_BYTES] {
    let digits = format!("{digits:0>32}");
    let mut salt = [0; SALT_BYTES];
    for (byte, pair) in salt.iter_mut().zip(digits.as_bytes().chunks(2)) {
        let pair = std::str::from_utf8(pair).expect("ASCII");
        *byte = u8::from_str_radix(pair, 16).expect("hexadecimal");
    }
    salt
}

impl SrpAttempt {
    /// The name that was given at the start.
    pub fn name(&self) -> &str {
        &self.name
    }
}
