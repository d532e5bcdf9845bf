//! CreateUserPoolDomain.
//!
//! Differs: a domain is active at once and has no CloudFront name; names and certificates are the business of DNS and the proxy in front.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_groups::call;

const CUSTOM: &str = "auth.example.com";

fn custom() -> serde_json::Value {
    json!({
        "Domain": CUSTOM,
        "CustomDomainConfig": { "CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/a" },
    })
}

#[tokio::test]
async fn a_pool_has_a_prefix_and_a_custom_domain() {
    let pool = TestPool::new().await;
    let created = call(&pool, "CreateUserPoolDomain", json!({ "Domain": "shop" }))
        .await
        .ok();
    assert_eq!(created, json!({ "ManagedLoginVersion": 1 }));
    call(&pool, "CreateUserPoolDomain", custom()).await.ok();
    let described = call(&pool, "DescribeUserPool", json!({})).await.ok();
    assert_eq!(described["UserPool"]["Domain"], "shop");
    assert_eq!(described["UserPool"]["CustomDomain"], CUSTOM);
    let another = call(&pool, "CreateUserPoolDomain", json!({ "Domain": "shop2" })).await;
    assert_eq!(another.error().0, "InvalidParameterException");
}

#[tokio::test]
async fn a_domain_belongs_to_one_pool_of_all() {
    let pool = TestPool::new().await;
    call(&pool, "CreateUserPoolDomain", json!({ "Domain": "shop" }))
        .await
        .ok();
    let other = pool
        .admin("CreateUserPool", json!({ "PoolName": "other" }))
        .await
        .ok();
    let taken = json!({ "UserPoolId": other["UserPool"]["Id"], "Domain": "shop" });
    assert_eq!(
        pool.admin("CreateUserPoolDomain", taken).await.error(),
        (
            "InvalidParameterException",
            "Domain already associated with another user pool."
        )
    );
}

#[tokio::test]
async fn bad_names_are_refused() {
    let pool = TestPool::new().await;
    for name in [
        "my-aws",
        "amazonia",
        "incognito",
        "Shop",
        "-shop",
        "shop-",
        "a.b",
    ] {
        let refused = call(&pool, "CreateUserPoolDomain", json!({ "Domain": name })).await;
        assert_eq!(refused.error().0, "InvalidParameterException", "{name}");
    }
    let mut request = custom();
    for name in ["localhost", "a..b"] {
        request["Domain"] = json!(name);
        let refused = call(&pool, "CreateUserPoolDomain", request.clone()).await;
        assert_eq!(refused.error().0, "InvalidParameterException", "{name}");
    }
    let version = json!({ "Domain": "shop", "ManagedLoginVersion": 3 });
    let refused = call(&pool, "CreateUserPoolDomain", version).await;
    assert_eq!(refused.error().0, "InvalidParameterException");
}

#[tokio::test]
async fn a_pool_with_a_domain_is_not_deleted() {
    let pool = TestPool::new().await;
    call(&pool, "CreateUserPoolDomain", json!({ "Domain": "shop" }))
        .await
        .ok();
    assert_eq!(
        call(&pool, "DeleteUserPool", json!({})).await.error(),
        (
            "InvalidParameterException",
            "User pool cannot be deleted. It has a domain configured that should be deleted first."
        )
    );
    call(&pool, "DeleteUserPoolDomain", json!({ "Domain": "shop" }))
        .await
        .ok();
    call(&pool, "DeleteUserPool", json!({})).await.ok();
}
