//! App clients, and pools whose client has a secret.

use poolgate_testkit::{Answer, TestPool};
use serde_json::{Value, json};

pub(super) async fn create(pool: &TestPool, members: Value) -> Answer {
    let mut request = json!({ "UserPoolId": pool.pool_id, "ClientName": "app" });
    request
        .as_object_mut()
        .unwrap()
        .extend(members.as_object().unwrap().clone());
    pool.admin("CreateUserPoolClient", request).await
}

pub(super) async fn call(pool: &TestPool, operation: &str, members: Value) -> Answer {
    let mut request = json!({ "UserPoolId": pool.pool_id, "ClientId": pool.client_id });
    request
        .as_object_mut()
        .unwrap()
        .extend(members.as_object().unwrap().clone());
    pool.admin(operation, request).await
}

pub(super) async fn world() -> TestPool {
    let pool = TestPool::with(json!({}), json!({ "GenerateSecret": true })).await;
    pool.user("ada").await;
    pool
}
