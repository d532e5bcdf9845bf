//! A user pool that answers what it is told, and remembers what it was asked.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use crate::token;

/// One call that the pool saw.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) operation: String,
    pub(crate) body: Value,
}

#[derive(Default)]
struct Script {
    answers: BTreeMap<String, (u16, Value)>,
    /// What every operation answers that has no answer of its own.
    otherwise: Option<(u16, Value)>,
    calls: Vec<Call>,
    delay: Duration,
    no_keys: bool,
    key_fetches: usize,
    /// The names of the keys; none for the usual one.
    keys: Vec<String>,
}

#[derive(Clone, Default)]
pub(crate) struct Pool(Arc<Mutex<Script>>);

impl Pool {
    fn script(&self) -> MutexGuard<'_, Script> {
        self.0.lock().expect("nobody panics while holding it")
    }

    /// What an operation answers from now on.
    pub(crate) fn on(&self, operation: &str, body: Value) -> &Self {
        let answer = (200, body);
        self.script().answers.insert(operation.to_owned(), answer);
        self
    }

    /// With what an operation refuses from now on.
    pub(crate) fn refuse(&self, operation: &str, exception: &str, message: &str) -> &Self {
        let answer = refusal(exception, message);
        self.script().answers.insert(operation.to_owned(), answer);
        self
    }

    /// What an operation answers from now on, with this status.
    pub(crate) fn answer(&self, operation: &str, status: u16, body: Value) {
        let answer = (status, body);
        self.script().answers.insert(operation.to_owned(), answer);
    }

    /// With what every operation refuses from now on.
    pub(crate) fn refuse_all(&self, exception: &str, message: &str) -> &Self {
        let mut script = self.script();
        script.answers.clear();
        script.otherwise = Some(refusal(exception, message));
        drop(script);
        self
    }

    /// How long every answer takes from now on.
    pub(crate) fn delay(&self, delay: Duration) {
        self.script().delay = delay;
    }

    /// The key set cannot be had from now on.
    pub(crate) fn hide_keys(&self, hidden: bool) {
        self.script().no_keys = hidden;
    }

    /// The key set has these keys from now on.
    pub(crate) fn publish(&self, keys: &[String]) {
        self.script().keys = keys.to_vec();
    }

    /// How often the key set was fetched.
    pub(crate) fn key_fetches(&self) -> usize {
        self.script().key_fetches
    }

    pub(crate) fn calls(&self) -> Vec<Call> {
        self.script().calls.clone()
    }

    pub(crate) fn operations(&self) -> Vec<String> {
        self.calls()
            .into_iter()
            .map(|call| call.operation)
            .collect()
    }

    /// The body of the last call.
    pub(crate) fn last(&self) -> Value {
        let calls = self.calls();
        calls.last().expect("the pool was asked").body.clone()
    }

    pub(crate) fn router(&self) -> Router {
        Router::new()
            .route("/{pool}/.well-known/jwks.json", get(keys))
            .route("/hosted/oauth2/token", post(hosted_tokens))
            .fallback(operation)
            .with_state(self.clone())
    }
}

fn refusal(exception: &str, message: &str) -> (u16, Value) {
    let status = if exception.starts_with("Internal") {
        500
    } else {
        400
    };
    (status, json!({"__type": exception, "message": message}))
}

async fn keys(State(pool): State<Pool>) -> Response {
    let (delay, hidden, mut keys) = {
        let mut script = pool.script();
        script.key_fetches += 1;
        (script.delay, script.no_keys, script.keys.clone())
    };
    tokio::time::sleep(delay).await;
    if hidden {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    if keys.is_empty() {
        keys.push("key-1".to_owned());
    }
    axum::Json(token::key_set(&keys)).into_response()
}

async fn operation(State(pool): State<Pool>, headers: HeaderMap, body: Bytes) -> Response {
    let target = headers["x-amz-target"].to_str().expect("a target");
    let operation = target.rsplit('.').next().expect("a last part").to_owned();
    let ((status, answer), delay) = {
        let mut script = pool.script();
        script.calls.push(Call {
            operation: operation.clone(),
            body: serde_json::from_slice(&body).expect("the SDK sends JSON"),
        });
        let answer = script.answers.get(&operation).or(script.otherwise.as_ref());
        let unknown = || refusal("UnknownOperationException", "");
        (answer.cloned().unwrap_or_else(unknown), script.delay)
    };
    tokio::time::sleep(delay).await;
    let status = StatusCode::from_u16(status).expect("a status");
    (status, answer.to_string()).into_response()
}

/// The token endpoint of the hosted pages: a call of the name `oauth2/token`, whose body is the form.
async fn hosted_tokens(State(pool): State<Pool>, headers: HeaderMap, body: Bytes) -> Response {
    const NAME: &str = "oauth2/token";
    let pairs = form_urlencoded::parse(&body).into_owned();
    let mut form: BTreeMap<String, String> = pairs.collect();
    if let Some(proof) = headers.get("authorization") {
        let proof = proof.to_str().expect("a header").to_owned();
        form.insert("authorization".to_owned(), proof);
    }
    let mut script = pool.script();
    script.calls.push(Call {
        operation: NAME.to_owned(),
        body: json!(form),
    });
    let (status, answer) = script.answers[NAME].clone();
    let status = StatusCode::from_u16(status).expect("a status");
    (status, answer.to_string()).into_response()
}

/// The answer of a successful sign-in.
pub(crate) fn tokens() -> Value {
    json!({
        "AuthenticationResult": {
            "AccessToken": token::access(&json!({})), "IdToken": token::id(),
            "RefreshToken": "refresh-1", "ExpiresIn": 3600, "TokenType": "Bearer"
        },
        "ChallengeParameters": {}
    })
}

pub(crate) fn delivery() -> Value {
    json!({"Destination": "u***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email"})
}

/// The answer of AdminGetUser.
pub(crate) fn admin_user(status: &str, verified: bool) -> Value {
    json!({
        "Username": "name-in-the-pool", "UserStatus": status, "Enabled": true,
        "UserAttributes": [
            {"Name": "sub", "Value": token::SUB},
            {"Name": "email", "Value": "user@example.com"},
            {"Name": "email_verified", "Value": verified.to_string()},
        ]
    })
}

/// A pool that is content with everything.
pub(crate) fn content() -> Pool {
    let pool = Pool::default();
    let sent = json!({"CodeDeliveryDetails": delivery()});
    pool.on(
        "SignUp",
        json!({"UserConfirmed": false, "UserSub": token::SUB, "CodeDeliveryDetails": delivery()}),
    )
    .on("ConfirmSignUp", json!({}))
    .on("ResendConfirmationCode", sent.clone())
    .on("InitiateAuth", tokens())
    .on("RespondToAuthChallenge", tokens())
    .on("GetTokensFromRefreshToken", tokens())
    .on("RevokeToken", json!({}))
    .on("GlobalSignOut", json!({}))
    .on("GetUser", content_user())
    .on("ForgotPassword", sent)
    .on("ConfirmForgotPassword", json!({}))
    .on("ChangePassword", json!({}))
    .on("UpdateUserAttributes", json!({}))
    .on(
        "GetUserAttributeVerificationCode",
        json!({"CodeDeliveryDetails": delivery()}),
    )
    .on("VerifyUserAttribute", json!({}))
    .on("DeleteUser", json!({}))
    .on("AdminGetUser", admin_user("CONFIRMED", true))
    .on("AdminSetUserPassword", json!({}))
    .on("AdminUserGlobalSignOut", json!({}))
    .on("SetUserMFAPreference", json!({}))
    .on(
        "AssociateSoftwareToken",
        json!({"SecretCode": "JBSWY3DPEHPK3PXP"}),
    )
    .on("VerifySoftwareToken", json!({"Status": "SUCCESS"}))
    .on(
        "StartWebAuthnRegistration",
        json!({"CredentialCreationOptions": {}}),
    )
    .on("CompleteWebAuthnRegistration", json!({}))
    .on("ListWebAuthnCredentials", json!({"Credentials": []}))
    .on("DeleteWebAuthnCredential", json!({}))
    .on("ListUserSessions", json!({"Sessions": []}))
    .on("RevokeUserSession", json!({}));
    pool
}

/// The user, as the pool describes it.
pub(crate) fn content_user() -> Value {
    json!({"Username": token::SUB, "UserAttributes": [
        {"Name": "sub", "Value": token::SUB},
        {"Name": "email", "Value": "user@example.com"},
        {"Name": "email_verified", "Value": "true"},
        {"Name": "given_name", "Value": "John"},
    ]})
}
