//! ListIdentityProviders.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_groups::call;
use super::make_parts::{google, oidc, pages};

#[tokio::test]
async fn they_come_in_pages_by_name_without_their_details() {
    let pool = TestPool::new().await;
    call(&pool, "CreateIdentityProvider", google()).await.ok();
    let listed = call(&pool, "ListIdentityProviders", json!({})).await;
    assert!(!listed.text.contains("secret"));
    let listed = listed.ok();
    assert_eq!(listed["Providers"][0]["ProviderType"], "Google");
    for name in ["Sierra", "Alpha", "Mike", "Tango"] {
        call(&pool, "CreateIdentityProvider", oidc(name)).await.ok();
    }
    let names = pages(&pool, "ListIdentityProviders", "Providers", "ProviderName").await;
    assert_eq!(names, ["Alpha", "Google", "Mike", "Sierra", "Tango"]);
}
