//! A pool with one app client, and its users.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Body;
use http::{Request, header};
use http_body_util::BodyExt;
use poolgate_crypto::{MasterKey, Random};
use poolgate_db::Database;
use poolgate_mail::Message;
use poolgate_pool::{Engine, EngineParts, Error, Issuer, Settings, generate_key};
use poolgate_pool_api::Secret;
use poolgate_pool_http::federation::ProviderCalls;
use poolgate_pool_http::{Access, DevelopmentProvider, PoolService, router};
use poolgate_pool_sql::{MIGRATIONS, SqlStore};
use poolgate_ui::Development;
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt;

use crate::answer::Answer;
use crate::chance::SeededRandom;
use crate::clock::TestClock;
use crate::triggers::TestTriggers;

/// The password of every test user.
pub const PASSWORD: &str = "Test-123456";

/// A signature that is well formed, and accepted in development.
const SIGNATURE: &str = "AWS4-HMAC-SHA256 Credential=test/20261120/us-east-1/cognito-idp/aws4_request, \
    SignedHeaders=host;x-amz-date, Signature=0000";

/// One of four ready-made signing keys: making one takes some tenths of a second.
///
/// # Errors
/// If no key can be made.
pub fn test_key() -> Result<Secret, Error> {
    static KEYS: [OnceLock<Secret>; 4] = [const { OnceLock::new() }; 4];
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let slot = &KEYS[NEXT.fetch_add(1, Ordering::Relaxed) % KEYS.len()];
    if let Some(key) = slot.get() {
        return Ok(key.clone());
    }
    let key = generate_key()?;
    Ok(slot.get_or_init(|| key).clone())
}

/// A pool on a database of its own.
pub struct TestPool {
    /// The clock of everything in it.
    pub clock: TestClock,
    /// The engine.
    pub engine: Arc<Engine>,
    /// The pool's id.
    pub pool_id: String,
    /// The id of its app client.
    pub client_id: String,
    /// The secret of its app client, where it has one.
    pub client_secret: Option<String>,
    /// Where the database lies.
    pub folder: TempDir,
    /// The functions behind its triggers.
    pub triggers: TestTriggers,
    router: Router,
    master_key: MasterKey,
}

/// A confirmed user of a [`TestPool`].
#[derive(Debug, Clone)]
pub struct TestUser {
    /// By what the user signs in.
    pub name: String,
    /// The user's id.
    pub sub: String,
}

impl TestPool {
    /// A pool of plain user names with a public client that hides no users.
    pub async fn new() -> Self {
        Self::with(json!({}), json!({})).await
    }

    /// A pool in which the email address serves as user name, and a client that hides which users
    /// exist: what the embedded pool is by default.
    pub async fn by_email() -> Self {
        Self::with(
            json!({ "UsernameAttributes": ["email"], "UsernameConfiguration": { "CaseSensitive": false } }),
            json!({ "PreventUserExistenceErrors": "ENABLED" }),
        )
        .await
    }

    /// A pool with these members of CreateUserPool and of CreateUserPoolClient.
    ///
    /// # Panics
    /// If they are refused.
    pub async fn with(pool: Value, client: Value) -> Self {
        let mut world = Self::empty();
        let mut request = json!({ "PoolName": "test", "AutoVerifiedAttributes": ["email"] });
        merge(&mut request, pool);
        let created = world.admin("CreateUserPool", request).await.ok();
        world.pool_id = text(&created["UserPool"]["Id"]);
        let mut request = json!({
            "UserPoolId": world.pool_id,
            "ClientName": "test",
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        });
        merge(&mut request, client);
        let created = world.admin("CreateUserPoolClient", request).await.ok();
        world.client_id = text(&created["UserPoolClient"]["ClientId"]);
        world.client_secret = created["UserPoolClient"]["ClientSecret"]
            .as_str()
            .map(str::to_owned);
        world
    }

    /// The server's router, for clients that call it in this process.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// A server without any pool.
    ///
    /// # Panics
    /// If the file system refuses.
    pub fn empty() -> Self {
        /// Two worlds of one test differ.
        static SEED: AtomicU64 = AtomicU64::new(1);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let random = SeededRandom::new(SEED.fetch_add(1, Ordering::Relaxed));
        let master_key = MasterKey::generate(&random);
        let clock = TestClock::default();
        let triggers = TestTriggers::default();
        let (engine, router) = start(&folder, &master_key, &clock, random, &triggers, false);
        Self {
            clock,
            engine,
            pool_id: String::new(),
            client_id: String::new(),
            client_secret: None,
            folder,
            triggers,
            router,
            master_key,
        }
    }

    /// The same after a restart: another engine on the same file.
    ///
    /// # Panics
    /// If the file cannot be opened again.
    #[must_use]
    pub fn restart(self) -> Self {
        self.restart_with(false)
    }

    /// The same after a restart with OAuth that is stricter than Cognito's.
    ///
    /// # Panics
    /// If the file cannot be opened again.
    #[must_use]
    pub fn with_strict_oauth(self) -> Self {
        self.restart_with(true)
    }

    fn restart_with(self, strict_oauth: bool) -> Self {
        let Self {
            clock,
            engine,
            pool_id,
            client_id,
            client_secret,
            folder,
            triggers,
            router,
            master_key,
        } = self;
        // The file is locked by whoever has it open.
        drop((engine, router));
        let random = SeededRandom::new(u64::MAX);
        let (engine, router) = start(
            &folder,
            &master_key,
            &clock,
            random,
            &triggers,
            strict_oauth,
        );
        Self {
            clock,
            engine,
            pool_id,
            client_id,
            client_secret,
            folder,
            triggers,
            router,
            master_key,
        }
    }

    /// Calls an operation without a signature.
    pub async fn call(&self, operation: &str, request: Value) -> Answer {
        self.send(Self::request(operation, request.to_string()))
            .await
    }

    /// Calls an operation with a signature.
    ///
    /// # Panics
    /// Never: the header is a constant.
    pub async fn admin(&self, operation: &str, request: Value) -> Answer {
        let mut request = Self::request(operation, request.to_string());
        request
            .headers_mut()
            .insert(header::AUTHORIZATION, SIGNATURE.parse().expect("a header"));
        self.send(request).await
    }

    /// A request for an operation, from this machine.
    ///
    /// # Panics
    /// If the name cannot stand in a header.
    pub fn request(operation: &str, body: impl Into<Body>) -> Request<Body> {
        Request::post("/")
            .header(header::HOST, "localhost:9229")
            .header(header::CONTENT_TYPE, "application/x-amz-json-1.1")
            .header(
                "x-amz-target",
                format!("AWSCognitoIdentityProviderService.{operation}"),
            )
            .body(body.into())
            .expect("a request")
    }

    /// Sends any request to the pool's router.
    ///
    /// # Panics
    /// If the answer cannot be read.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("a router does not fail");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        let text = String::from_utf8(bytes.to_vec()).expect("text");
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
            text,
        }
    }

    /// Signs a user up, with [`PASSWORD`], and the email address `NAME@example.com` where the name is
    /// none.
    pub async fn sign_up(&self, name: &str) -> Answer {
        let email = if name.contains('@') {
            name.to_owned()
        } else {
            format!("{name}@example.com")
        };
        let request = json!({
            "ClientId": self.client_id,
            "SecretHash": self.secret_hash(name),
            "Username": name,
            "Password": PASSWORD,
            "UserAttributes": [{ "Name": "email", "Value": email }],
        });
        self.call("SignUp", request).await
    }

    /// A user who has signed up and confirmed.
    ///
    /// # Panics
    /// If that is refused.
    pub async fn user(&self, name: &str) -> TestUser {
        let signed_up = self.sign_up(name).await.ok();
        let code = self.newest_code().await;
        let request = json!({
            "ClientId": self.client_id,
            "SecretHash": self.secret_hash(name),
            "Username": name,
            "ConfirmationCode": code,
        });
        self.call("ConfirmSignUp", request).await.ok();
        TestUser {
            name: name.to_owned(),
            sub: text(&signed_up["UserSub"]),
        }
    }

    /// Signs in with a password.
    pub async fn sign_in_with(&self, name: &str, password: &str) -> Answer {
        let mut parameters = json!({ "USERNAME": name, "PASSWORD": password });
        if let Some(hash) = self.secret_hash(name) {
            parameters["SECRET_HASH"] = Value::String(hash);
        }
        let request = json!({
            "AuthFlow": "USER_PASSWORD_AUTH",
            "ClientId": self.client_id,
            "AuthParameters": parameters,
        });
        self.call("InitiateAuth", request).await
    }

    /// Signs a user in; `AuthenticationResult` of the answer.
    ///
    /// # Panics
    /// If that is refused.
    pub async fn sign_in(&self, user: &TestUser) -> Value {
        self.sign_in_with(&user.name, PASSWORD).await.ok()["AuthenticationResult"].take()
    }

    /// A user as AdminGetUser shows it.
    ///
    /// # Panics
    /// If there is none.
    pub async fn look_up(&self, name: &str) -> Value {
        let request = json!({ "UserPoolId": self.pool_id, "Username": name });
        self.admin("AdminGetUser", request).await.ok()
    }

    /// An attribute of a user.
    ///
    /// # Panics
    /// If there is no such user.
    pub async fn attribute(&self, name: &str, attribute: &str) -> Option<String> {
        let user = self.look_up(name).await;
        let attributes = user["UserAttributes"].as_array().expect("attributes");
        let found = attributes.iter().find(|found| found["Name"] == attribute)?;
        found["Value"].as_str().map(str::to_owned)
    }

    /// `SECRET_HASH` for a name; `None` for a public client.
    pub fn secret_hash(&self, name: &str) -> Option<String> {
        let secret = self.client_secret.clone()?.into();
        Some(poolgate_crypto::secret_hash(name, &self.client_id, &secret))
    }

    /// All messages, newest first.
    ///
    /// # Panics
    /// If the database fails.
    pub async fn messages(&self) -> Vec<Message> {
        self.engine
            .store
            .messages(None, 1000)
            .await
            .expect("messages")
    }

    /// The code of the newest message.
    ///
    /// # Panics
    /// If there is none.
    pub async fn newest_code(&self) -> String {
        self.messages()
            .await
            .first()
            .and_then(|message| message.code.clone())
            .expect("a message with a code")
    }

    /// The claims of a token, unverified.
    ///
    /// # Panics
    /// If it is no token.
    pub fn claims(token: &Value) -> Value {
        use base64::Engine as _;
        let payload = token
            .as_str()
            .and_then(|token| token.split('.').nth(1))
            .expect("a token");
        let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD
            .decode(payload)
            .expect("base64url");
        serde_json::from_slice(&bytes).expect("JSON")
    }

    /// The bytes of the database and its log, as a thief would have them.
    ///
    /// # Panics
    /// If they cannot be read.
    pub fn database_bytes(&self) -> Vec<u8> {
        ["pool.db", "pool.db-wal"]
            .iter()
            .flat_map(|name| std::fs::read(self.folder.path().join(name)).unwrap_or_default())
            .collect()
    }
}

/// Opens the database and puts an engine and its doors on it.
fn start(
    folder: &TempDir,
    master_key: &MasterKey,
    clock: &TestClock,
    random: SeededRandom,
    triggers: &TestTriggers,
    strict_oauth: bool,
) -> (Arc<Engine>, Router) {
    let path = folder.path().join("pool.db");
    let database = Database::open(&path, &[MIGRATIONS]).expect("a database");
    let random: Arc<dyn Random> = Arc::new(random);
    let development = Arc::new(DevelopmentProvider::new(
        Development::Local,
        Arc::new(clock.clone()),
        Arc::clone(&random),
    ));
    let providers = ProviderCalls::new(Arc::clone(&development)).expect("an HTTP client");
    let engine = Arc::new(Engine::new(EngineParts {
        store: Arc::new(SqlStore::new(database, master_key)),
        clock: Arc::new(clock.clone()),
        random,
        key_generator: Arc::new(test_key),
        master_key: master_key.clone(),
        triggers: Arc::new(triggers.clone()),
        providers: Arc::new(providers),
        settings: Settings {
            issuer: Issuer::Aws,
            fixed_code: None,
            strict_oauth,
        },
    }));
    let access = Access {
        keys: Vec::new(),
        any_signature: Development::Local,
    };
    let router = router(PoolService {
        engine: Arc::clone(&engine),
        access: Arc::new(access),
        development,
    });
    (engine, router)
}

fn merge(into: &mut Value, from: Value) {
    if let (Value::Object(into), Value::Object(from)) = (into, from) {
        into.extend(from);
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}
