//! DescribeUserPoolDomain.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_groups::call;

#[tokio::test]
async fn a_domain_names_its_pool_and_an_unknown_one_is_empty() {
    let pool = TestPool::new().await;
    call(&pool, "CreateUserPoolDomain", json!({ "Domain": "shop" }))
        .await
        .ok();
    let described = pool
        .admin("DescribeUserPoolDomain", json!({ "Domain": "shop" }))
        .await
        .ok();
    assert_eq!(
        described["DomainDescription"],
        json!({
            "UserPoolId": pool.pool_id,
            "AWSAccountId": "123456789012",
            "Domain": "shop",
            "Status": "ACTIVE",
            "ManagedLoginVersion": 1,
        })
    );
    let unknown = pool
        .admin("DescribeUserPoolDomain", json!({ "Domain": "other" }))
        .await
        .ok();
    assert_eq!(unknown, json!({ "DomainDescription": {} }));
}
