//! CreateGroup, and the life of a group.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_groups::{ROLE, call, group};

#[tokio::test]
async fn a_group_is_created_changed_read_and_deleted() {
    let pool = TestPool::new().await;
    let created = call(
        &pool,
        "CreateGroup",
        json!({ "GroupName": "admins", "Precedence": 3, "RoleArn": ROLE }),
    )
    .await
    .ok();
    assert_eq!(created["Group"]["UserPoolId"], pool.pool_id.as_str());
    assert_eq!(
        (
            &created["Group"]["Precedence"],
            &created["Group"]["RoleArn"]
        ),
        (&json!(3), &json!(ROLE))
    );
    pool.clock.advance_seconds(1);
    let updated = call(
        &pool,
        "UpdateGroup",
        json!({ "GroupName": "admins", "Description": "all powers", "Precedence": 0 }),
    )
    .await
    .ok();
    let read = call(&pool, "GetGroup", json!({ "GroupName": "admins" }))
        .await
        .ok();
    assert_eq!(read, updated);
    assert_eq!(
        (
            &read["Group"]["Precedence"],
            &read["Group"]["RoleArn"],
            &read["Group"]["Description"]
        ),
        (&json!(0), &json!(ROLE), &json!("all powers"))
    );
    let deleted = call(&pool, "DeleteGroup", json!({ "GroupName": "admins" })).await;
    assert_eq!((deleted.status.as_u16(), deleted.text.as_str()), (200, ""));
    assert_eq!(
        call(&pool, "GetGroup", json!({ "GroupName": "admins" }))
            .await
            .error(),
        ("ResourceNotFoundException", "Group not found.")
    );
}

#[tokio::test]
async fn taken_and_unknown_names_are_named() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    group(&pool, "admins", json!({})).await;
    assert_eq!(
        call(&pool, "CreateGroup", json!({ "GroupName": "admins" }))
            .await
            .error(),
        (
            "GroupExistsException",
            "A group with the name already exists."
        )
    );
    let unknown = json!({ "GroupName": "nobodies", "Username": "ada" });
    for operation in [
        "UpdateGroup",
        "DeleteGroup",
        "GetGroup",
        "ListUsersInGroup",
        "AdminAddUserToGroup",
        "AdminRemoveUserFromGroup",
    ] {
        assert_eq!(
            call(&pool, operation, unknown.clone()).await.error(),
            ("ResourceNotFoundException", "Group not found."),
            "{operation}"
        );
    }
    let nobody = json!({ "GroupName": "admins", "Username": "nobody" });
    for operation in [
        "AdminAddUserToGroup",
        "AdminRemoveUserFromGroup",
        "AdminListGroupsForUser",
    ] {
        assert_eq!(
            call(&pool, operation, nobody.clone()).await.error(),
            ("UserNotFoundException", "User does not exist."),
            "{operation}"
        );
    }
}

#[tokio::test]
async fn a_precedence_has_32_bits() {
    let pool = TestPool::new().await;
    group(&pool, "last", json!({ "Precedence": i32::MAX })).await;
    for operation in ["CreateGroup", "UpdateGroup"] {
        let request = json!({ "GroupName": "last", "Precedence": 2_147_483_648_u32 });
        let refused = call(&pool, operation, request).await;
        let text = "NUMBER_VALUE can not be converted to an Integer";
        assert_eq!(refused.error(), ("SerializationException", text));
    }
}
