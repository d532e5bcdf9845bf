//! ListUserPoolClientSecrets.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_clients::{call, world};

#[tokio::test]
async fn secrets_are_listed_by_id_and_date_without_their_values() {
    let pool = world().await;
    pool.clock.advance_seconds(1);
    let added =
        call(&pool, "AddUserPoolClientSecret", json!({})).await.ok()["ClientSecretDescriptor"]
            .take();
    let listed = call(&pool, "ListUserPoolClientSecrets", json!({}))
        .await
        .ok();
    let secrets = listed["ClientSecrets"].as_array().unwrap();
    assert_eq!(secrets.len(), 2);
    for member in ["ClientSecretId", "ClientSecretCreateDate"] {
        assert_eq!(secrets[1][member], added[member], "{member}");
        assert_ne!(secrets[0][member], added[member], "{member}");
    }
    assert!(!listed.to_string().contains("ClientSecretValue"));
    let public = TestPool::new().await;
    assert_eq!(
        call(&public, "ListUserPoolClientSecrets", json!({}))
            .await
            .ok(),
        json!({ "ClientSecrets": [] })
    );
}

#[tokio::test]
async fn an_unknown_client_is_named() {
    let pool = world().await;
    let request = json!({ "ClientId": "nobody" });
    assert_eq!(
        call(&pool, "ListUserPoolClientSecrets", request)
            .await
            .error(),
        (
            "ResourceNotFoundException",
            "User pool client nobody does not exist."
        )
    );
}
