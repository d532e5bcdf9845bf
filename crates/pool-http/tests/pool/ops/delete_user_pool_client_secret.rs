//! DeleteUserPoolClientSecret.

use poolgate_testkit::PASSWORD;
use serde_json::json;

use super::make_clients::{call, world};

#[tokio::test]
async fn two_secrets_count_at_once_until_one_is_deleted() {
    let mut pool = world().await;
    let first = pool.client_secret.clone();
    let added =
        call(&pool, "AddUserPoolClientSecret", json!({})).await.ok()["ClientSecretDescriptor"]
            .take();
    pool.sign_in_with("ada", PASSWORD).await.ok();
    pool.client_secret = added["ClientSecretValue"].as_str().map(str::to_owned);
    pool.sign_in_with("ada", PASSWORD).await.ok();

    let listed = call(&pool, "ListUserPoolClientSecrets", json!({}))
        .await
        .ok()["ClientSecrets"]
        .take();
    assert_eq!(listed.as_array().unwrap().len(), 2);
    assert!(!listed.to_string().contains("ClientSecretValue"));
    let oldest = json!({ "ClientSecretId": listed[0]["ClientSecretId"] });
    assert_eq!(
        call(&pool, "DeleteUserPoolClientSecret", oldest.clone())
            .await
            .ok(),
        json!({})
    );
    pool.sign_in_with("ada", PASSWORD).await.ok();
    pool.client_secret = first;
    assert_eq!(
        pool.sign_in_with("ada", PASSWORD).await.error().0,
        "NotAuthorizedException"
    );
    assert_eq!(
        call(&pool, "DeleteUserPoolClientSecret", oldest)
            .await
            .error()
            .0,
        "ResourceNotFoundException"
    );
}

#[tokio::test]
async fn an_unknown_client_is_named() {
    let pool = world().await;
    let request = json!({ "ClientId": "nobody", "ClientSecretId": "nothing" });
    assert_eq!(
        call(&pool, "DeleteUserPoolClientSecret", request)
            .await
            .error(),
        (
            "ResourceNotFoundException",
            "User pool client nobody does not exist."
        )
    );
}
