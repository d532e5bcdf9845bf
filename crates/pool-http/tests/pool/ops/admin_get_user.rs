//! AdminGetUser.

use poolgate_testkit::TestPool;
use serde_json::json;

#[tokio::test]
async fn an_administrator_reads_everything_of_a_user() {
    let pool = TestPool::with(json!({}), json!({ "ReadAttributes": ["email"] })).await;
    let user = pool.user("ada").await;
    let answer = pool
        .admin(
            "AdminGetUser",
            json!({ "UserPoolId": pool.pool_id, "Username": "ada" }),
        )
        .await
        .ok();
    assert_eq!(
        answer["UserAttributes"],
        json!([{ "Name": "sub", "Value": user.sub }, { "Name": "email", "Value": "ada@example.com" }, { "Name": "email_verified", "Value": "true" }])
    );
    assert_eq!(answer["UserCreateDate"], json!(1_795_176_000.0));
    assert_eq!(answer.get("UserMFASettingList"), None);
}

#[tokio::test]
async fn unknown_users_pools_and_regions_are_named() {
    let pool = TestPool::new().await;
    for operation in [
        "AdminGetUser",
        "AdminDisableUser",
        "AdminEnableUser",
        "AdminDeleteUser",
    ] {
        let unknown = json!({ "UserPoolId": pool.pool_id, "Username": "nobody" });
        assert_eq!(
            pool.admin(operation, unknown).await.error(),
            ("UserNotFoundException", "User does not exist.")
        );
        let elsewhere = json!({ "UserPoolId": "us-east-1_nowhere", "Username": "ada" });
        assert_eq!(
            pool.admin(operation, elsewhere).await.error(),
            (
                "ResourceNotFoundException",
                "User pool us-east-1_nowhere does not exist."
            )
        );
    }
}
