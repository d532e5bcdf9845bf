//! What the client sends as an administrator, and what it makes of the answers.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use poolgate_client::{Client, ClientConfig, Credentials, Error, InProcess, Transport};
use serde_json::{Value, json};

const POOL_ID: &str = "eu-north-1_EXAMPLE01";

/// A pool that gives one answer, and remembers what it was asked.
#[derive(Clone)]
struct Pool {
    answer: (u16, Value),
    calls: Arc<Mutex<Vec<(String, Value)>>>,
}

impl Pool {
    fn new(status: u16, answer: Value) -> Self {
        Self {
            answer: (status, answer),
            calls: Arc::default(),
        }
    }

    async fn client(&self, credentials: Credentials) -> Client {
        let mut config = ClientConfig::new("eu-north-1", POOL_ID, "1example23456789abcdefghij");
        config.credentials = credentials;
        let router = Router::new().fallback(serve).with_state(self.clone());
        config.transport = Transport::InProcess(InProcess::new(router));
        Client::new(config).await
    }

    async fn signing(&self) -> Client {
        self.client(Credentials::Static {
            access_key_id: "test".to_owned(),
            secret_access_key: "test".into(),
            session_token: None,
        })
        .await
    }

    fn calls(&self) -> Vec<(String, Value)> {
        self.calls.lock().expect("nobody panics with it").clone()
    }
}

async fn serve(State(pool): State<Pool>, headers: HeaderMap, body: Bytes) -> (StatusCode, String) {
    assert!(headers.contains_key("authorization"), "the call is signed");
    let target = headers["x-amz-target"].to_str().expect("a target");
    let operation = target.rsplit('.').next().expect("a last part").to_owned();
    let body = serde_json::from_slice(&body).expect("the SDK sends JSON");
    let mut calls = pool.calls.lock().expect("nobody panics with it");
    calls.push((operation, body));
    let status = StatusCode::from_u16(pool.answer.0).expect("a status");
    (status, pool.answer.1.to_string())
}

#[tokio::test]
async fn a_user_is_read_with_its_state() {
    let pool = Pool::new(
        200,
        json!({
            "Username": "name", "UserStatus": "CONFIRMED", "Enabled": true,
            "UserAttributes": [
                {"Name": "sub", "Value": "sub-1"},
                {"Name": "email", "Value": "user@example.com"},
                {"Name": "email_verified", "Value": "true"},
            ]
        }),
    );
    let client = pool.signing().await;
    let user = client
        .admin_get_user("user@example.com")
        .await
        .expect("a user");
    assert_eq!(
        (user.username.as_str(), user.sub()),
        ("name", Some("sub-1"))
    );
    assert_eq!((user.status.as_str(), user.enabled), ("CONFIRMED", true));
    assert_eq!(user.verified_email(), Some("user@example.com"));
    let (operation, body) = pool.calls().remove(0);
    assert_eq!(operation, "AdminGetUser");
    assert_eq!(
        body,
        json!({"UserPoolId": POOL_ID, "Username": "user@example.com"})
    );
}

#[tokio::test]
async fn an_address_counts_only_where_it_is_verified() {
    for (verified, expected) in [("false", None), ("true", Some("user@example.com"))] {
        let pool = Pool::new(
            200,
            json!({
                "Username": "name", "UserStatus": "CONFIRMED", "Enabled": true,
                "UserAttributes": [
                    {"Name": "email", "Value": "user@example.com"},
                    {"Name": "email_verified", "Value": verified},
                ]
            }),
        );
        let user = pool.signing().await.admin_get_user("name").await;
        assert_eq!(user.expect("a user").verified_email(), expected);
    }
}

#[tokio::test]
async fn a_password_is_set_for_good_and_sessions_end() {
    let pool = Pool::new(200, json!({}));
    let client = pool.signing().await;
    client
        .admin_set_user_password("name", &"Test1234567".into())
        .await
        .expect("set");
    client
        .admin_user_global_sign_out("name")
        .await
        .expect("ended");
    let calls = pool.calls();
    assert_eq!(calls[0].0, "AdminSetUserPassword");
    assert_eq!(
        calls[0].1,
        json!({"UserPoolId": POOL_ID, "Username": "name", "Password": "Test1234567", "Permanent": true})
    );
    assert_eq!(calls[1].0, "AdminUserGlobalSignOut");
    assert_eq!(
        calls[1].1,
        json!({"UserPoolId": POOL_ID, "Username": "name"})
    );
}

#[tokio::test]
async fn users_come_in_pages() {
    let pool = Pool::new(
        200,
        json!({
            "Users": [{"Username": "one", "UserStatus": "CONFIRMED", "Enabled": true, "Attributes": [{"Name": "sub", "Value": "1"}]}],
            "PaginationToken": "more"
        }),
    );
    let client = pool.signing().await;
    let page = client.list_users(None).await.expect("a page");
    assert_eq!(page.users[0].sub(), Some("1"));
    assert_eq!(page.next.as_deref(), Some("more"));
    client
        .list_users(page.next.as_deref())
        .await
        .expect("a page");
    let calls = pool.calls();
    assert_eq!(calls[0].1, json!({"UserPoolId": POOL_ID, "Limit": 60}));
    assert_eq!(calls[1].1["PaginationToken"], "more");
}

#[tokio::test]
async fn what_the_pool_refuses_is_told() {
    let pool = Pool::new(
        400,
        json!({"__type": "UserNotFoundException", "message": "User does not exist."}),
    );
    let answer = pool.signing().await.admin_get_user("nobody").await;
    assert!(matches!(answer, Err(Error::UserNotFound)));
    let answer = pool
        .client(Credentials::None)
        .await
        .admin_get_user("x")
        .await;
    assert!(matches!(answer, Err(Error::AccessDenied { .. })));
    assert_eq!(pool.calls().len(), 1, "without credentials nobody is asked");
}
