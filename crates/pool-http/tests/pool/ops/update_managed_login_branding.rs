//! UpdateManagedLoginBranding.

use poolgate_testkit::TestPool;
use serde_json::{Value, json};

use super::make_brandings::{call, created, logo, settings, unknown};

const OPERATION: &str = "UpdateManagedLoginBranding";

#[tokio::test]
async fn what_is_left_out_stays() {
    let pool = TestPool::new().await;
    let id = created(&pool).await;
    pool.clock.advance_seconds(5);
    let request = json!({ "Settings": settings("112233ff") });
    let style = call(&pool, OPERATION, &id, request).await.ok()["ManagedLoginBranding"].take();
    assert_eq!(style["Settings"], settings("112233ff"));
    assert_eq!(style["Assets"], logo());
    assert_ne!(style["CreationDate"], style["LastModifiedDate"]);
}

#[tokio::test]
async fn cognitos_own_values_take_everything_away() {
    let pool = TestPool::new().await;
    let id = created(&pool).await;
    let request = json!({ "UseCognitoProvidedValues": true });
    let style = call(&pool, OPERATION, &id, request).await.ok()["ManagedLoginBranding"].take();
    assert_eq!(
        (&style["Settings"], &style["Assets"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(style["UseCognitoProvidedValues"], true);
}

#[tokio::test]
async fn what_is_no_style_or_nobodys_is_refused() {
    let pool = TestPool::new().await;
    let id = created(&pool).await;
    let answer = call(&pool, OPERATION, &id, json!({ "Settings": [] })).await;
    assert_eq!(answer.error().0, "InvalidParameterException");
    let answer = call(&pool, OPERATION, &unknown(), json!({})).await;
    assert_eq!(answer.error().0, "ResourceNotFoundException");
}
