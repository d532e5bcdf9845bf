//! Sign-ins by an administrator.

use poolgate_testkit::{Answer, PASSWORD, TestPool};
use serde_json::{Value, json};

pub(super) async fn world(flows: Value) -> TestPool {
    let pool = TestPool::with(json!({}), json!({ "ExplicitAuthFlows": flows })).await;
    pool.user("ada").await;
    pool
}

pub(super) async fn initiate(pool: &TestPool, flow: &str, parameters: Value) -> Answer {
    let request = json!({ "UserPoolId": pool.pool_id, "ClientId": pool.client_id, "AuthFlow": flow, "AuthParameters": parameters });
    pool.admin("AdminInitiateAuth", request).await
}

pub(super) fn password() -> Value {
    json!({ "USERNAME": "ada", "PASSWORD": PASSWORD })
}
