//! A gateway in front of a scripted pool, and requests to it.
//!
//! Whatever a test asks, every answer is held against what all answers promise: see [`hold`].

use std::net::SocketAddr;
use std::sync::LazyLock;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use http::request::Builder;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode};
use http_body_util::BodyExt;
use poolgate_client::{ClientConfig, Credentials, InProcess, Transport};
use poolgate_gateway::{Code, Config, Gateway, SecretKey};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::data::Kept;
use crate::log;
use crate::pool::{self, Pool};
use crate::token::{self, CLIENT_ID, ISSUER};

pub(crate) struct World {
    pub(crate) pool: Pool,
    /// The gateway's own data, where it has some.
    pub(crate) kept: Option<Kept>,
    gateway: Gateway,
    router: Router,
}

/// An answer, with its body read.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Status and `error`, for assertions in one line.
    pub(crate) fn refusal(&self) -> (u16, &str) {
        let error = self.body["error"].as_str().unwrap_or(&self.text);
        (self.status.as_u16(), error)
    }

    pub(crate) fn ok(self) -> Self {
        assert!(self.status.is_success(), "{} {}", self.status, self.text);
        self
    }
}

pub(crate) fn config(pool: &Pool) -> Config {
    let mut client = ClientConfig::new("eu-north-1", "eu-north-1_EXAMPLE01", CLIENT_ID);
    client.credentials = Credentials::None;
    client.transport = Transport::InProcess(InProcess::new(pool.router()));
    Config::new(client, ISSUER, SecretKey::new([7; 32]))
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::of(change, None).await
    }

    /// One that keeps data of its own, and may call the pool as an administrator.
    pub(crate) async fn with_data(change: impl FnOnce(&mut Config)) -> Self {
        Self::of(change, Some(Kept::new())).await
    }

    async fn of(change: impl FnOnce(&mut Config), kept: Option<Kept>) -> Self {
        log::install();
        let pool = pool::content();
        let mut config = config(&pool);
        if let Some(kept) = &kept {
            kept.give_to(&mut config);
        }
        change(&mut config);
        let gateway = Gateway::new(config)
            .await
            .expect("a configuration that works");
        Self {
            pool,
            kept,
            router: gateway.router(),
            gateway,
        }
    }

    pub(crate) fn gateway(&self) -> &Gateway {
        &self.gateway
    }

    pub(crate) fn kept(&self) -> &Kept {
        self.kept.as_ref().expect("a world with data")
    }

    /// A router around this one, for requests that a test builds itself.
    pub(crate) fn router(&self) -> Router {
        self.router.clone()
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let answer = send(self.router(), request).await;
        hold(&method, &path, &answer);
        answer
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(post(path, &body)).await
    }

    /// With the bearer token of [`token::access`].
    pub(crate) async fn post_signed_in(&self, path: &str, body: Value) -> Answer {
        let mut request = post(path, &body);
        sign_in(&mut request);
        self.send(request).await
    }

    /// The same with another method.
    pub(crate) async fn send_signed_in(&self, method: Method, path: &str, body: Value) -> Answer {
        let mut request = send_json(method, path, &body);
        sign_in(&mut request);
        self.send(request).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(get(path)).await
    }

    pub(crate) async fn get_signed_in(&self, path: &str) -> Answer {
        let mut request = get(path);
        sign_in(&mut request);
        self.send(request).await
    }
}

fn request(method: Method, path: &str) -> Builder {
    let peer: SocketAddr = "192.0.2.1:4711".parse().expect("an address");
    Request::builder()
        .method(method)
        .uri(path)
        .header("host", "localhost:8000")
        .extension(ConnectInfo(peer))
}

pub(crate) fn post(path: &str, body: &Value) -> Request<Body> {
    post_raw(path, "application/json", body.to_string())
}

/// As [`post`], with another method.
pub(crate) fn send_json(method: Method, path: &str, body: &Value) -> Request<Body> {
    let mut request = post(path, body);
    *request.method_mut() = method;
    request
}

pub(crate) fn post_raw(path: &str, kind: &str, body: impl Into<Body>) -> Request<Body> {
    request(Method::POST, path)
        .header("content-type", kind)
        .body(body.into())
        .expect("a request")
}

pub(crate) fn get(path: &str) -> Request<Body> {
    request(Method::GET, path)
        .body(Body::empty())
        .expect("a request")
}

pub(crate) fn with_header(
    mut request: Request<Body>,
    name: &'static str,
    value: &str,
) -> Request<Body> {
    let value = HeaderValue::from_str(value).expect("a value");
    request.headers_mut().append(name, value);
    request
}

pub(crate) fn sign_in(request: &mut Request<Body>) {
    let value = format!("Bearer {}", token::access(&json!({})));
    let value = HeaderValue::from_str(&value).expect("a value");
    request.headers_mut().insert("authorization", value);
}

pub(crate) async fn send(router: Router, request: Request<Body>) -> Answer {
    let response = router
        .oneshot(request)
        .await
        .unwrap_or_else(|never| match never {});
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.expect("a body").to_bytes();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: serde_json::from_str(&text).unwrap_or_default(),
        text,
    }
}

/// What every answer promises: an id, the headers, and for errors the one body, a code of the list with
/// its status, and a place in the OpenAPI document.
fn hold(method: &Method, path: &str, answer: &Answer) {
    let id = answer.header("x-request-id").expect("a request id");
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    let kind = answer.header("content-type").unwrap_or_default();
    // The form of a page says to ourselves where it comes from.
    let is_page = kind.starts_with("text/html");
    let own = if is_page && answer.text.contains("<form") {
        "same-origin"
    } else {
        "no-referrer"
    };
    assert_eq!(answer.header("referrer-policy"), Some(own), "{path}");
    assert!(answer.header("content-security-policy").is_some());
    let is_public = [
        "/apidocs",
        "/openapi.json",
        "/assets/",
        "/look/",
        "/auth/client.",
    ]
    .iter()
    .any(|place| path.starts_with(place));
    if !is_public || answer.status.is_client_error() {
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
    }
    if let Some(status) = documented(method, path) {
        let found = answer.status.as_u16().to_string();
        let on_route = !matches!(found.as_str(), "405");
        assert!(
            !on_route || status.contains(&found),
            "{method} {path} {found} is not documented"
        );
    }
    if answer.status == StatusCode::UNAUTHORIZED {
        let challenge = answer.header("www-authenticate").expect("a challenge");
        assert!(challenge.starts_with("Bearer"), "{challenge}");
    }
    if answer.status.as_u16() < 400 || !kind.contains("json") {
        return;
    }
    assert_eq!(answer.body["success"], false, "{}", answer.text);
    assert_eq!(answer.body["request_id"], id);
    assert!(
        answer.body["message"]
            .as_str()
            .is_some_and(|text| text.len() > 3)
    );
    let word = answer.body["error"].as_str().expect("a code");
    let code = Code::ALL.into_iter().find(|code| code.as_str() == word);
    let code = code.expect("a code of the list");
    assert_eq!(status(path, code), answer.status);
    let seconds = answer.body.get("retry_after").map(ToString::to_string);
    assert_eq!(answer.header("retry-after"), seconds.as_deref());
    if answer.status == StatusCode::TOO_MANY_REQUESTS {
        assert!(seconds.is_some());
    }
}

/// The status of a code: its own, but for callers who expect another one.
pub(crate) fn status(path: &str, code: Code) -> StatusCode {
    match code {
        Code::UserExists if (path.starts_with("/api/v1/") || path == "/register") => {
            StatusCode::BAD_REQUEST
        }
        code => code.status(),
    }
}

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::to_value(poolgate_gateway::openapi()).expect("JSON"));

/// The statuses that the OpenAPI document has for a route.
fn documented(method: &Method, path: &str) -> Option<Vec<String>> {
    let operation = DOCUMENT["paths"]
        .get(path)?
        .get(method.as_str().to_ascii_lowercase())?;
    let responses = operation["responses"].as_object().expect("responses");
    Some(responses.keys().cloned().collect())
}
