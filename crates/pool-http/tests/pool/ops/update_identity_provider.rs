//! UpdateIdentityProvider.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_groups::call;
use super::make_parts::{google, oidc};

#[tokio::test]
async fn what_is_left_out_stays() {
    let pool = TestPool::new().await;
    let created = call(&pool, "CreateIdentityProvider", google()).await.ok();
    pool.clock.advance_seconds(1);
    let mapping = json!({ "ProviderName": "Google", "AttributeMapping": { "name": "name" } });
    let updated = call(&pool, "UpdateIdentityProvider", mapping).await.ok();
    let (before, after) = (&created["IdentityProvider"], &updated["IdentityProvider"]);
    assert_eq!(after["ProviderDetails"], before["ProviderDetails"]);
    assert_eq!(
        after["AttributeMapping"],
        json!({ "name": "name", "username": "sub" })
    );
    assert_eq!(after["CreationDate"], before["CreationDate"]);
    assert_ne!(after["LastModifiedDate"], before["LastModifiedDate"]);
    let which = json!({ "ProviderName": "Google" });
    let read = call(&pool, "DescribeIdentityProvider", which).await.ok();
    assert_eq!(read, updated);
}

#[tokio::test]
async fn bad_settings_and_unknown_providers_are_refused() {
    let pool = TestPool::new().await;
    let mut first = oidc("First");
    first["IdpIdentifiers"] = json!(["example.com"]);
    call(&pool, "CreateIdentityProvider", first).await.ok();
    call(&pool, "CreateIdentityProvider", oidc("Second"))
        .await
        .ok();
    for (request, exception) in [
        (
            json!({ "ProviderName": "Third" }),
            "ResourceNotFoundException",
        ),
        (
            json!({ "ProviderName": "Second", "IdpIdentifiers": ["example.com"] }),
            "DuplicateProviderException",
        ),
        (
            json!({ "ProviderName": "Second", "ProviderDetails": { "client_id": "ours" } }),
            "InvalidParameterException",
        ),
        (
            json!({ "ProviderName": "Second", "AttributeMapping": { "unknown": "x" } }),
            "InvalidParameterException",
        ),
    ] {
        let refused = call(&pool, "UpdateIdentityProvider", request).await;
        assert_eq!(refused.error().0, exception);
    }
    let own = json!({ "ProviderName": "First", "IdpIdentifiers": ["example.com", "example.org"] });
    call(&pool, "UpdateIdentityProvider", own).await.ok();
}
