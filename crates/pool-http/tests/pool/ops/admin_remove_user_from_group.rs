//! AdminRemoveUserFromGroup.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_groups::{add, call, group};

#[tokio::test]
async fn a_user_leaves_one_group_and_stays_in_the_others() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    for name in ["admins", "readers"] {
        group(&pool, name, json!({})).await;
        add(&pool, "ada", name).await.ok();
    }
    let request = json!({ "Username": "ada", "GroupName": "admins" });
    for _ in 0..2 {
        let removed = call(&pool, "AdminRemoveUserFromGroup", request.clone()).await;
        assert_eq!(
            (removed.status.as_u16(), removed.text.as_str()),
            (200, ""),
            "a second time is a success"
        );
    }
    let left = call(
        &pool,
        "AdminListGroupsForUser",
        json!({ "Username": "ada" }),
    )
    .await
    .ok();
    assert_eq!(left["Groups"].as_array().unwrap().len(), 1);
    assert_eq!(left["Groups"][0]["GroupName"], "readers");
}

#[tokio::test]
async fn unknown_users_and_groups_are_named() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    group(&pool, "admins", json!({})).await;
    for (user, name, refused) in [
        (
            "nobody",
            "admins",
            ("UserNotFoundException", "User does not exist."),
        ),
        (
            "ada",
            "nobodies",
            ("ResourceNotFoundException", "Group not found."),
        ),
    ] {
        let request = json!({ "Username": user, "GroupName": name });
        assert_eq!(
            call(&pool, "AdminRemoveUserFromGroup", request)
                .await
                .error(),
            refused
        );
    }
}
