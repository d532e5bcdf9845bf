//! GetIdentityProviderByIdentifier.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_groups::call;
use super::make_parts::oidc;

#[tokio::test]
async fn any_of_its_identifiers_finds_a_provider() {
    let pool = TestPool::new().await;
    let mut request = oidc("Corporate");
    request["IdpIdentifiers"] = json!(["example.com", "example.org"]);
    let created = call(&pool, "CreateIdentityProvider", request).await.ok();
    call(&pool, "CreateIdentityProvider", oidc("Other"))
        .await
        .ok();
    for identifier in ["example.com", "example.org"] {
        let which = json!({ "IdpIdentifier": identifier });
        let found = call(&pool, "GetIdentityProviderByIdentifier", which).await;
        assert_eq!(found.ok(), created);
    }
    let unknown = json!({ "IdpIdentifier": "Corporate" });
    let missing = call(&pool, "GetIdentityProviderByIdentifier", unknown).await;
    assert_eq!(missing.error().0, "ResourceNotFoundException");
}
