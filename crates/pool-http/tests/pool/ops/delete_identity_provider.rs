//! DeleteIdentityProvider.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_groups::call;
use super::make_parts::google;

#[tokio::test]
async fn it_is_gone() {
    let pool = TestPool::new().await;
    call(&pool, "CreateIdentityProvider", google()).await.ok();
    let which = json!({ "ProviderName": "Google" });
    let deleted = call(&pool, "DeleteIdentityProvider", which.clone()).await;
    assert_eq!((deleted.status.as_u16(), deleted.text.as_str()), (200, ""));
    for operation in ["DeleteIdentityProvider", "DescribeIdentityProvider"] {
        let missing = call(&pool, operation, which.clone()).await;
        assert_eq!(missing.error().0, "ResourceNotFoundException");
    }
}
