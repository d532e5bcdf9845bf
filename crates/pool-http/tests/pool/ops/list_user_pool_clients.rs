//! ListUserPoolClients.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_clients::create;

#[tokio::test]
async fn lists_name_clients_without_their_secrets() {
    let pool = TestPool::new().await;
    for _ in 0..3 {
        create(&pool, json!({ "GenerateSecret": true })).await.ok();
    }
    let page = pool
        .admin(
            "ListUserPoolClients",
            json!({ "UserPoolId": pool.pool_id, "MaxResults": 3 }),
        )
        .await
        .ok();
    assert_eq!(page["UserPoolClients"].as_array().unwrap().len(), 3);
    assert!(!page.to_string().contains("Secret"));
    let request =
        json!({ "UserPoolId": pool.pool_id, "MaxResults": 3, "NextToken": page["NextToken"] });
    let last = pool.admin("ListUserPoolClients", request).await.ok();
    assert_eq!(last["UserPoolClients"].as_array().unwrap().len(), 1);
    assert_eq!(last.get("NextToken"), None);
}

#[tokio::test]
async fn a_token_of_no_list_is_refused() {
    let pool = TestPool::new().await;
    let request = json!({ "UserPoolId": pool.pool_id, "MaxResults": 3, "NextToken": "!!" });
    let refused = pool.admin("ListUserPoolClients", request).await;
    assert_eq!(refused.error().0, "InvalidParameterException");
}
