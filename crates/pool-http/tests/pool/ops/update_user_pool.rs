//! UpdateUserPool.

use poolgate_testkit::TestPool;
use serde_json::{Value, json};

async fn describe(pool: &TestPool) -> Value {
    pool.admin("DescribeUserPool", json!({ "UserPoolId": pool.pool_id }))
        .await
        .ok()["UserPool"]
        .take()
}

#[tokio::test]
async fn an_update_of_a_pool_puts_back_what_it_leaves_out_and_keeps_what_cannot_change() {
    let settings = json!({
        "UsernameAttributes": ["email"], "Schema": [{ "Name": "role", "AttributeDataType": "String" }],
        "Policies": { "PasswordPolicy": { "MinimumLength": 12 } }, "EmailVerificationSubject": "Hello",
    });
    let pool = TestPool::with(settings, json!({})).await;
    let before = describe(&pool).await;
    let update = json!({ "UserPoolId": pool.pool_id, "AutoVerifiedAttributes": ["email"], "DeletionProtection": "ACTIVE" });
    assert_eq!(pool.admin("UpdateUserPool", update).await.ok(), json!({}));
    let after = describe(&pool).await;
    for kept in [
        "Id",
        "Name",
        "Arn",
        "CreationDate",
        "SchemaAttributes",
        "UsernameAttributes",
        "UsernameConfiguration",
    ] {
        assert_eq!(before[kept], after[kept], "{kept}");
    }
    assert_eq!(after["DeletionProtection"], "ACTIVE");
    assert_eq!(after["Policies"]["PasswordPolicy"]["MinimumLength"], 8);
    assert_eq!(after.get("EmailVerificationSubject"), None);
}

#[tokio::test]
async fn an_update_counts_for_the_next_request() {
    let pool = TestPool::new().await;
    let update = json!({ "UserPoolId": pool.pool_id, "Policies": { "PasswordPolicy": { "MinimumLength": 20 } } });
    pool.admin("UpdateUserPool", update).await.ok();
    assert_eq!(
        pool.sign_up("ada").await.error().0,
        "InvalidPasswordException"
    );
}

#[tokio::test]
async fn the_end_of_temporary_passwords_is_set_in_one_place() {
    let pool = TestPool::new().await;
    let update = json!({ "UserPoolId": pool.pool_id,
        "AdminCreateUserConfig": { "UnusedAccountValidityDays": 7 },
        "Policies": { "PasswordPolicy": { "TemporaryPasswordValidityDays": 7 } } });
    assert_eq!(
        pool.admin("UpdateUserPool", update).await.error().0,
        "InvalidParameterException"
    );
}
