//! DeleteResourceServer.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_groups::call;
use super::make_parts::resource_server;

#[tokio::test]
async fn it_is_gone_and_its_identifier_free() {
    let pool = TestPool::new().await;
    resource_server(&pool, "api").await;
    let which = json!({ "Identifier": "api" });
    let deleted = call(&pool, "DeleteResourceServer", which.clone()).await;
    assert_eq!((deleted.status.as_u16(), deleted.text.as_str()), (200, ""));
    for operation in ["DeleteResourceServer", "DescribeResourceServer"] {
        assert_eq!(
            call(&pool, operation, which.clone()).await.error(),
            (
                "ResourceNotFoundException",
                "Resource server api does not exist."
            )
        );
    }
    resource_server(&pool, "api").await;
}
