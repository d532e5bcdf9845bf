//! DescribeUserPoolClient.

use poolgate_testkit::TestPool;
use serde_json::json;

#[tokio::test]
async fn a_client_of_another_pool_is_not_found() {
    let pool = TestPool::new().await;
    let other = pool
        .admin("CreateUserPool", json!({ "PoolName": "other" }))
        .await
        .ok()["UserPool"]["Id"]
        .take();
    let request = json!({ "UserPoolId": other, "ClientId": pool.client_id });
    let text = format!("User pool client {} does not exist.", pool.client_id);
    assert_eq!(
        pool.admin("DescribeUserPoolClient", request).await.error(),
        ("ResourceNotFoundException", text.as_str())
    );
}

#[tokio::test]
async fn a_client_is_described_with_its_secret() {
    let pool = TestPool::with(
        json!({}),
        json!({ "GenerateSecret": true, "ReadAttributes": ["email"] }),
    )
    .await;
    let request = json!({ "UserPoolId": pool.pool_id, "ClientId": pool.client_id });
    let described =
        pool.admin("DescribeUserPoolClient", request).await.ok()["UserPoolClient"].take();
    for (name, value) in [
        ("UserPoolId", json!(pool.pool_id)),
        ("ClientId", json!(pool.client_id)),
        ("ClientSecret", json!(pool.client_secret)),
        ("ReadAttributes", json!(["email"])),
    ] {
        assert_eq!(described[name], value, "{name}");
    }
}
