//! AddUserPoolClientSecret, ListUserPoolClientSecrets, DeleteUserPoolClientSecret.

use poolgate_testkit::{Answer, PASSWORD, TestPool};
use serde_json::{Value, json};

async fn call(pool: &TestPool, operation: &str, members: Value) -> Answer {
    let mut request = json!({ "UserPoolId": pool.pool_id, "ClientId": pool.client_id });
    request
        .as_object_mut()
        .unwrap()
        .extend(members.as_object().unwrap().clone());
    pool.admin(operation, request).await
}

async fn world() -> TestPool {
    let pool = TestPool::with(json!({}), json!({ "GenerateSecret": true })).await;
    pool.user("ada").await;
    pool
}

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
