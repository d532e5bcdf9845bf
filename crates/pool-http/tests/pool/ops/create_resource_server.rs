//! CreateResourceServer.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_groups::call;
use super::make_parts::resource_server;

#[tokio::test]
async fn a_resource_server_is_described_as_it_was_created() {
    let pool = TestPool::new().await;
    let created = resource_server(&pool, "https://api.example.com").await;
    assert_eq!(
        created["ResourceServer"],
        json!({
            "UserPoolId": pool.pool_id,
            "Identifier": "https://api.example.com",
            "Name": "An API",
            "Scopes": [
                { "ScopeName": "read", "ScopeDescription": "to read" },
                { "ScopeName": "write", "ScopeDescription": "to write" },
            ],
        })
    );
    let pool = pool.restart();
    let read = call(
        &pool,
        "DescribeResourceServer",
        json!({ "Identifier": "https://api.example.com" }),
    )
    .await
    .ok();
    assert_eq!(read, created);
}

#[tokio::test]
async fn a_taken_identifier_is_refused() {
    let pool = TestPool::new().await;
    resource_server(&pool, "api").await;
    let again = call(
        &pool,
        "CreateResourceServer",
        json!({ "Identifier": "api", "Name": "Another" }),
    )
    .await;
    let text = format!("api already exists in user pool {}.", pool.pool_id);
    assert_eq!(again.error(), ("InvalidParameterException", text.as_str()));
}

#[tokio::test]
async fn two_scopes_of_one_name_are_refused() {
    let pool = TestPool::new().await;
    let scope = json!({ "ScopeName": "read", "ScopeDescription": "to read" });
    let refused = call(
        &pool,
        "CreateResourceServer",
        json!({ "Identifier": "api", "Name": "An API", "Scopes": [scope, scope] }),
    )
    .await;
    assert_eq!(
        refused.error(),
        ("InvalidParameterException", "Duplicate scope name: read")
    );
}

#[tokio::test]
async fn app_clients_can_have_its_scopes_and_no_others() {
    let pool = TestPool::new().await;
    resource_server(&pool, "https://api.example.com").await;
    let client = |scope: &str| {
        json!({
            "ClientName": "machine",
            "GenerateSecret": true,
            "AllowedOAuthFlowsUserPoolClient": true,
            "AllowedOAuthFlows": ["client_credentials"],
            "AllowedOAuthScopes": [scope],
        })
    };
    call(
        &pool,
        "CreateUserPoolClient",
        client("https://api.example.com/read"),
    )
    .await
    .ok();
    for unknown in ["https://api.example.com/other", "other/read", "read"] {
        let refused = call(&pool, "CreateUserPoolClient", client(unknown)).await;
        let text = format!("Invalid scope requested: {unknown}");
        assert_eq!(
            refused.error(),
            ("ScopeDoesNotExistException", text.as_str())
        );
    }
}

#[tokio::test]
async fn a_pool_has_at_most_300() {
    let pool = TestPool::new().await;
    for number in 0..300 {
        resource_server(&pool, &format!("api-{number}")).await;
    }
    let refused = call(
        &pool,
        "CreateResourceServer",
        json!({ "Identifier": "one-more", "Name": "One more" }),
    )
    .await;
    assert_eq!(refused.error().0, "LimitExceededException");
}
