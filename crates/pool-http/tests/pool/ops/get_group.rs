//! GetGroup.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_groups::{ROLE, call};

#[tokio::test]
async fn a_group_is_read_as_it_was_created() {
    let pool = TestPool::new().await;
    let members = json!({ "GroupName": "admins", "Precedence": 3, "RoleArn": ROLE, "Description": "all powers" });
    let created = call(&pool, "CreateGroup", members).await.ok();
    assert_eq!(
        call(&pool, "GetGroup", json!({ "GroupName": "admins" }))
            .await
            .ok(),
        created
    );
}

#[tokio::test]
async fn groups_of_no_pool_and_of_another_are_unknown() {
    let pool = TestPool::new().await;
    let other = pool
        .admin("CreateUserPool", json!({ "PoolName": "other" }))
        .await
        .ok()["UserPool"]["Id"]
        .take();
    let elsewhere = json!({ "UserPoolId": other, "GroupName": "admins" });
    pool.admin("CreateGroup", elsewhere).await.ok();
    for name in ["admins", "nobodies"] {
        assert_eq!(
            call(&pool, "GetGroup", json!({ "GroupName": name }))
                .await
                .error(),
            ("ResourceNotFoundException", "Group not found."),
            "{name}"
        );
    }
}
