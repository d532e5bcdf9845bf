//! ListUsersInGroup.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_groups::{add, call, group};

#[tokio::test]
async fn the_members_of_one_group_are_described() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    pool.user("bob").await;
    group(&pool, "admins", json!({})).await;
    add(&pool, "ada", "admins").await.ok();
    let listed = call(&pool, "ListUsersInGroup", json!({ "GroupName": "admins" }))
        .await
        .ok();
    let (users, known) = (
        listed["Users"].as_array().unwrap(),
        pool.look_up("ada").await,
    );
    assert_eq!(users.len(), 1);
    assert_eq!(users[0]["Attributes"], known["UserAttributes"]);
    for member in [
        "Username",
        "Enabled",
        "UserStatus",
        "UserCreateDate",
        "UserLastModifiedDate",
    ] {
        assert_eq!(users[0][member], known[member], "{member}");
    }
}

#[tokio::test]
async fn unknown_groups_and_bad_tokens_are_named() {
    let pool = TestPool::new().await;
    group(&pool, "admins", json!({})).await;
    assert_eq!(
        call(
            &pool,
            "ListUsersInGroup",
            json!({ "GroupName": "nobodies" })
        )
        .await
        .error(),
        ("ResourceNotFoundException", "Group not found.")
    );
    let request = json!({ "GroupName": "admins", "NextToken": "!!" });
    assert_eq!(
        call(&pool, "ListUsersInGroup", request).await.error(),
        ("InvalidParameterException", "Invalid pagination token")
    );
}
