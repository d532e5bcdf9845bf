//! DescribeManagedLoginBranding.
//!
//! Differs: `ReturnMergedResources` adds nothing, since our pages have other defaults than Cognito's.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_brandings::{call, created, settings, unknown};

const OPERATION: &str = "DescribeManagedLoginBranding";

#[tokio::test]
async fn a_style_is_found_by_its_id() {
    let pool = TestPool::new().await;
    let id = created(&pool).await;
    let style = call(&pool, OPERATION, &id, json!({})).await.ok()["ManagedLoginBranding"].take();
    assert_eq!(style["ManagedLoginBrandingId"], id);
    assert_eq!(style["Settings"], settings("7a1f5cff"));
}

#[tokio::test]
async fn an_unknown_one_is_not() {
    let pool = TestPool::new().await;
    created(&pool).await;
    let answer = call(&pool, OPERATION, &unknown(), json!({})).await;
    assert_eq!(answer.error().0, "ResourceNotFoundException");
}
