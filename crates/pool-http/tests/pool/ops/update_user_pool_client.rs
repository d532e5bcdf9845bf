//! UpdateUserPoolClient.

use poolgate_testkit::TestPool;
use serde_json::json;

#[tokio::test]
async fn an_update_of_a_client_puts_back_what_it_leaves_out_and_keeps_the_secret() {
    let pool = TestPool::with(
        json!({}),
        json!({ "GenerateSecret": true, "AccessTokenValidity": 2, "ReadAttributes": ["email"] }),
    )
    .await;
    let update = json!({ "UserPoolId": pool.pool_id, "ClientId": pool.client_id, "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"] });
    let updated = pool.admin("UpdateUserPoolClient", update).await.ok()["UserPoolClient"].take();
    assert_eq!(
        (&updated["ClientName"], &updated["ClientSecret"]),
        (&json!("test"), &json!(pool.client_secret))
    );
    assert_eq!(
        (
            updated.get("AccessTokenValidity"),
            updated.get("ReadAttributes")
        ),
        (None, None)
    );
    let request = json!({ "UserPoolId": pool.pool_id, "ClientId": pool.client_id });
    assert_eq!(
        pool.admin("DescribeUserPoolClient", request).await.ok()["UserPoolClient"],
        updated
    );
    let bad = json!({ "UserPoolId": pool.pool_id, "ClientId": pool.client_id, "AccessTokenValidity": 25 });
    assert_eq!(
        pool.admin("UpdateUserPoolClient", bad).await.error(),
        (
            "InvalidParameterException",
            "Invalid range for token validity."
        )
    );
}
