//! UpdateUserPoolDomain.
//!
//! Differs: a new certificate is noted and not loaded; the proxy in front has it.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_groups::call;

#[tokio::test]
async fn the_version_of_the_pages_and_the_certificate_can_change() {
    let pool = TestPool::new().await;
    let certificate = |name: &str| json!({ "CertificateArn": format!("arn:aws:acm:us-east-1:123456789012:certificate/{name}") });
    let create = json!({ "Domain": "auth.example.com", "CustomDomainConfig": certificate("a") });
    call(&pool, "CreateUserPoolDomain", create).await.ok();
    let update = json!({
        "Domain": "auth.example.com",
        "ManagedLoginVersion": 2,
        "CustomDomainConfig": certificate("b"),
    });
    let updated = call(&pool, "UpdateUserPoolDomain", update).await.ok();
    assert_eq!(updated["ManagedLoginVersion"], 2);
    let which = json!({ "Domain": "auth.example.com" });
    let read = pool.admin("DescribeUserPoolDomain", which).await.ok();
    assert_eq!(
        read["DomainDescription"]["CustomDomainConfig"],
        certificate("b")
    );
}

#[tokio::test]
async fn unknown_domains_and_what_does_not_fit_are_refused() {
    let pool = TestPool::new().await;
    let missing = call(&pool, "UpdateUserPoolDomain", json!({ "Domain": "shop" })).await;
    assert_eq!(missing.error().0, "ResourceNotFoundException");
    call(&pool, "CreateUserPoolDomain", json!({ "Domain": "shop" }))
        .await
        .ok();
    let arn = "arn:aws:acm:us-east-1:123456789012:certificate/a";
    for members in [
        json!({ "Domain": "shop", "ManagedLoginVersion": 3 }),
        json!({ "Domain": "shop", "CustomDomainConfig": { "CertificateArn": arn } }),
    ] {
        let refused = call(&pool, "UpdateUserPoolDomain", members).await;
        assert_eq!(refused.error().0, "InvalidParameterException");
    }
}
