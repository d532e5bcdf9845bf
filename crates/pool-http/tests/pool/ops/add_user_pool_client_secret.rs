//! AddUserPoolClientSecret.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_clients::{call, world};

#[tokio::test]
async fn a_secret_can_be_given() {
    let given = "a".repeat(24);
    let pool = TestPool::with(json!({}), json!({ "ClientSecret": given })).await;
    assert_eq!(pool.client_secret.as_deref(), Some(given.as_str()));
    let second = "b".repeat(64);
    let added = call(
        &pool,
        "AddUserPoolClientSecret",
        json!({ "ClientSecret": second }),
    )
    .await
    .ok();
    assert_eq!(added["ClientSecretDescriptor"]["ClientSecretValue"], second);
    let public = TestPool::new().await;
    assert_eq!(
        call(&public, "AddUserPoolClientSecret", json!({}))
            .await
            .error()
            .0,
        "InvalidParameterException"
    );
}

#[tokio::test]
async fn a_third_secret_and_the_loss_of_the_last_are_refused() {
    let pool = world().await;
    let only = call(&pool, "ListUserPoolClientSecrets", json!({}))
        .await
        .ok()["ClientSecrets"][0]["ClientSecretId"]
        .take();
    assert_eq!(
        call(
            &pool,
            "DeleteUserPoolClientSecret",
            json!({ "ClientSecretId": only })
        )
        .await
        .error()
        .0,
        "InvalidParameterException"
    );
    call(&pool, "AddUserPoolClientSecret", json!({})).await.ok();
    assert_eq!(
        call(&pool, "AddUserPoolClientSecret", json!({}))
            .await
            .error()
            .0,
        "LimitExceededException"
    );
}
