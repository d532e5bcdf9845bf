//! DeleteGroup.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_groups::{add, call, group};

#[tokio::test]
async fn deleting_a_group_or_a_user_leaves_the_other() {
    let pool = TestPool::new().await;
    let user = pool.user("ada").await;
    group(&pool, "a", json!({})).await;
    group(&pool, "b", json!({})).await;
    add(&pool, "ada", "a").await.ok();
    add(&pool, "ada", "b").await.ok();
    call(&pool, "DeleteGroup", json!({ "GroupName": "a" }))
        .await
        .ok();
    assert_eq!(
        TestPool::claims(&pool.sign_in(&user).await["IdToken"])["cognito:groups"],
        json!(["b"])
    );
    call(&pool, "AdminDeleteUser", json!({ "Username": "ada" }))
        .await
        .ok();
    assert_eq!(
        call(&pool, "ListUsersInGroup", json!({ "GroupName": "b" }))
            .await
            .ok()["Users"],
        json!([])
    );
}

#[tokio::test]
async fn an_unknown_group_is_named_and_so_is_a_deleted_one() {
    let pool = TestPool::new().await;
    group(&pool, "admins", json!({})).await;
    let deleted = call(&pool, "DeleteGroup", json!({ "GroupName": "admins" })).await;
    assert_eq!((deleted.status.as_u16(), deleted.text.as_str()), (200, ""));
    for name in ["admins", "nobodies"] {
        assert_eq!(
            call(&pool, "DeleteGroup", json!({ "GroupName": name }))
                .await
                .error(),
            ("ResourceNotFoundException", "Group not found."),
            "{name}"
        );
    }
}
