//! GetUICustomization.

use poolgate_testkit::TestPool;
use serde_json::{Value, json};

async fn get(pool: &TestPool, client_id: Option<&str>) -> Value {
    let mut request = json!({ "UserPoolId": pool.pool_id });
    if let Some(client_id) = client_id {
        request["ClientId"] = json!(client_id);
    }
    pool.admin("GetUICustomization", request).await.ok()["UICustomization"].take()
}

#[tokio::test]
async fn a_client_without_its_own_has_that_of_all() {
    let pool = TestPool::new().await;
    let domain = json!({ "UserPoolId": pool.pool_id, "Domain": "shop" });
    pool.admin("CreateUserPoolDomain", domain).await.ok();
    let id = pool.client_id.clone();
    assert_eq!(get(&pool, None).await, json!({}));
    assert_eq!(get(&pool, Some(&id)).await, json!({}));
    for (client, css) in [
        ("ALL", ".logo-customizable { max-width: 60%; }"),
        (&id, ".logo-customizable { max-width: 50%; }"),
    ] {
        let request = json!({ "UserPoolId": pool.pool_id, "ClientId": client, "CSS": css });
        pool.admin("SetUICustomization", request).await.ok();
        let read = get(&pool, Some(&id)).await;
        assert_eq!(
            (&read["ClientId"], &read["CSS"]),
            (&json!(client), &json!(css))
        );
    }
    assert_eq!(get(&pool, None).await["ClientId"], "ALL");
}

#[tokio::test]
async fn an_unknown_client_is_refused() {
    let pool = TestPool::new().await;
    let request = json!({ "UserPoolId": pool.pool_id, "ClientId": "unknown" });
    let answer = pool.admin("GetUICustomization", request).await;
    assert_eq!(answer.error().0, "ResourceNotFoundException");
}
