//! CreateManagedLoginBranding.
//!
//! Differs: of the settings our pages show colours and radii that match their own properties; of the assets, the logo of the form.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_brandings::{create, logo, settings};

#[tokio::test]
async fn a_style_is_given_back_with_an_id() {
    let pool = TestPool::new().await;
    let request = json!({ "Settings": settings("7a1f5cff"), "Assets": logo() });
    let style = create(&pool, request).await.ok()["ManagedLoginBranding"].take();
    assert_eq!(style["UserPoolId"], json!(pool.pool_id));
    assert_eq!(style["Settings"], settings("7a1f5cff"));
    assert_eq!(style["Assets"], logo());
    assert_eq!(style["UseCognitoProvidedValues"], false);
    assert_eq!(style["ManagedLoginBrandingId"].as_str().unwrap().len(), 36);
    assert_eq!(style["CreationDate"], style["LastModifiedDate"]);
}

#[tokio::test]
async fn a_client_has_one_style() {
    let pool = TestPool::new().await;
    create(&pool, json!({ "UseCognitoProvidedValues": true }))
        .await
        .ok();
    let again = create(&pool, json!({ "Settings": {} })).await;
    assert_eq!(again.error().0, "ManagedLoginBrandingExistsException");
}

#[tokio::test]
async fn what_is_no_style_is_refused() {
    let pool = TestPool::new().await;
    for request in [
        json!({ "UseCognitoProvidedValues": true, "Settings": {} }),
        json!({ "Settings": "red" }),
    ] {
        let answer = create(&pool, request.clone()).await;
        assert_eq!(answer.error().0, "InvalidParameterException", "{request}");
    }
    let answer = create(&pool, json!({ "ClientId": "unknown" })).await;
    assert_eq!(answer.error().0, "ResourceNotFoundException");
}
