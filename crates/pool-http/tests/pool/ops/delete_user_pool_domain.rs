//! DeleteUserPoolDomain.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_groups::call;

#[tokio::test]
async fn only_its_own_pool_gives_a_domain_up() {
    let pool = TestPool::new().await;
    call(&pool, "CreateUserPoolDomain", json!({ "Domain": "shop" }))
        .await
        .ok();
    let other = pool
        .admin("CreateUserPool", json!({ "PoolName": "other" }))
        .await
        .ok();
    let not_ours = json!({ "UserPoolId": other["UserPool"]["Id"], "Domain": "shop" });
    let refused = pool.admin("DeleteUserPoolDomain", not_ours).await;
    assert_eq!(refused.error().0, "ResourceNotFoundException");
    let which = json!({ "Domain": "shop" });
    let deleted = call(&pool, "DeleteUserPoolDomain", which.clone()).await;
    assert_eq!(deleted.ok(), json!({}));
    let again = call(&pool, "DeleteUserPoolDomain", which.clone()).await;
    assert_eq!(again.error().0, "ResourceNotFoundException");
    let described = pool.admin("DescribeUserPoolDomain", which).await.ok();
    assert_eq!(described, json!({ "DomainDescription": {} }));
}
