//! DescribeIdentityProvider.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_groups::call;

#[tokio::test]
async fn one_that_is_not_there_is_named() {
    let pool = TestPool::new().await;
    let which = json!({ "ProviderName": "Google" });
    assert_eq!(
        call(&pool, "DescribeIdentityProvider", which).await.error(),
        (
            "ResourceNotFoundException",
            "Identity provider Google does not exist."
        )
    );
}
