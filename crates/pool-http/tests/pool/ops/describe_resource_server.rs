//! DescribeResourceServer.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_groups::call;
use super::make_parts::resource_server;

#[tokio::test]
async fn one_that_is_not_there_is_named() {
    let pool = TestPool::new().await;
    resource_server(&pool, "api").await;
    let missing = call(
        &pool,
        "DescribeResourceServer",
        json!({ "Identifier": "other" }),
    )
    .await;
    assert_eq!(
        missing.error(),
        (
            "ResourceNotFoundException",
            "Resource server other does not exist."
        )
    );
    let elsewhere = json!({ "UserPoolId": "us-east-1_Missing01", "Identifier": "api" });
    assert_eq!(
        pool.admin("DescribeResourceServer", elsewhere)
            .await
            .error(),
        (
            "ResourceNotFoundException",
            "User pool us-east-1_Missing01 does not exist."
        )
    );
}
