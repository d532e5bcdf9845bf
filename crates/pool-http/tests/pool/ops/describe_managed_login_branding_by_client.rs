//! DescribeManagedLoginBrandingByClient.
//!
//! Differs: `ReturnMergedResources` adds nothing, since our pages have other defaults than Cognito's.

use poolgate_testkit::{Answer, TestPool};
use serde_json::json;

use super::make_brandings::created;

async fn describe(pool: &TestPool, client_id: &str) -> Answer {
    let request = json!({ "UserPoolId": pool.pool_id, "ClientId": client_id });
    pool.admin("DescribeManagedLoginBrandingByClient", request)
        .await
}

#[tokio::test]
async fn a_client_has_its_style_or_none() {
    let pool = TestPool::new().await;
    let none = describe(&pool, &pool.client_id).await;
    assert_eq!(none.error().0, "ResourceNotFoundException");
    let id = created(&pool).await;
    let found = describe(&pool, &pool.client_id).await.ok();
    assert_eq!(found["ManagedLoginBranding"]["ManagedLoginBrandingId"], id);
}

#[tokio::test]
async fn an_unknown_client_is_refused() {
    let pool = TestPool::new().await;
    let answer = describe(&pool, "unknown").await;
    assert_eq!(answer.error().0, "ResourceNotFoundException");
}
