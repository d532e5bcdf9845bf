//! ListResourceServers.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_groups::call;
use super::make_parts::{pages, resource_server};

#[tokio::test]
async fn they_come_in_pages_by_identifier() {
    let pool = TestPool::new().await;
    let empty = call(&pool, "ListResourceServers", json!({})).await.ok();
    assert_eq!(empty, json!({ "ResourceServers": [] }));
    for identifier in ["c", "a", "e", "b", "d"] {
        resource_server(&pool, identifier).await;
    }
    let identifiers = pages(
        &pool,
        "ListResourceServers",
        "ResourceServers",
        "Identifier",
    )
    .await;
    assert_eq!(identifiers, ["a", "b", "c", "d", "e"]);
}

#[tokio::test]
async fn a_page_of_more_than_50_and_a_bad_token_are_refused() {
    let pool = TestPool::new().await;
    for request in [
        json!({ "MaxResults": 51 }),
        json!({ "NextToken": "no token" }),
    ] {
        let refused = call(&pool, "ListResourceServers", request).await;
        assert_eq!(refused.error().0, "InvalidParameterException");
    }
}
