//! UpdateResourceServer.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_groups::call;
use super::make_parts::resource_server;

#[tokio::test]
async fn name_and_scopes_are_replaced() {
    let pool = TestPool::new().await;
    resource_server(&pool, "api").await;
    let scopes = json!([{ "ScopeName": "admin", "ScopeDescription": "all" }]);
    let updated = call(
        &pool,
        "UpdateResourceServer",
        json!({ "Identifier": "api", "Name": "Renamed", "Scopes": scopes }),
    )
    .await
    .ok();
    assert_eq!(updated["ResourceServer"]["Name"], "Renamed");
    assert_eq!(updated["ResourceServer"]["Scopes"], scopes);
    let read = call(
        &pool,
        "DescribeResourceServer",
        json!({ "Identifier": "api" }),
    )
    .await
    .ok();
    assert_eq!(read, updated);
    let without = json!({ "Identifier": "api", "Name": "Renamed" });
    let emptied = call(&pool, "UpdateResourceServer", without).await.ok();
    assert!(emptied["ResourceServer"].get("Scopes").is_none());
}

#[tokio::test]
async fn one_that_is_not_there_is_named() {
    let pool = TestPool::new().await;
    let missing = json!({ "Identifier": "api", "Name": "An API" });
    assert_eq!(
        call(&pool, "UpdateResourceServer", missing).await.error(),
        (
            "ResourceNotFoundException",
            "Resource server api does not exist."
        )
    );
}
