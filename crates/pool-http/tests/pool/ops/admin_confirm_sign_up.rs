//! AdminConfirmSignUp.

use poolgate_testkit::{PASSWORD, TestPool};
use serde_json::json;

#[tokio::test]
async fn an_administrator_confirms_without_verifying() {
    let pool = TestPool::new().await;
    pool.sign_up("ada").await.ok();
    let request = json!({ "UserPoolId": pool.pool_id, "Username": "ada" });
    assert_eq!(
        pool.admin("AdminConfirmSignUp", request.clone()).await.ok(),
        json!({})
    );
    let user = pool.admin("AdminGetUser", request.clone()).await.ok();
    assert!(
        user["UserAttributes"]
            .as_array()
            .unwrap()
            .contains(&json!({ "Name": "email_verified", "Value": "false" }))
    );
    assert_eq!(
        pool.admin("AdminConfirmSignUp", request).await.error(),
        (
            "NotAuthorizedException",
            "User cannot be confirmed. Current status is CONFIRMED"
        )
    );
    pool.sign_in_with("ada", PASSWORD).await.ok();
    let unknown = json!({ "UserPoolId": pool.pool_id, "Username": "nobody" });
    assert_eq!(
        pool.admin("AdminConfirmSignUp", unknown).await.error(),
        ("UserNotFoundException", "User does not exist.")
    );
}
