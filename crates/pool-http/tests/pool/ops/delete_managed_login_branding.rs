//! DeleteManagedLoginBranding.

use http::StatusCode;
use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_brandings::{call, created, unknown};

const OPERATION: &str = "DeleteManagedLoginBranding";

#[tokio::test]
async fn a_style_is_gone_and_another_one_can_be_made() {
    let pool = TestPool::new().await;
    let id = created(&pool).await;
    let answer = call(&pool, OPERATION, &id, json!({})).await;
    assert_eq!(answer.status, StatusCode::OK);
    let again = call(&pool, OPERATION, &id, json!({})).await;
    assert_eq!(again.error().0, "ResourceNotFoundException");
    assert_ne!(created(&pool).await, id);
}

#[tokio::test]
async fn an_unknown_one_is_refused() {
    let pool = TestPool::new().await;
    let answer = call(&pool, OPERATION, &unknown(), json!({})).await;
    assert_eq!(answer.error().0, "ResourceNotFoundException");
}
