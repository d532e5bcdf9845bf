//! ListGroups, and the pages of every list of groups and members.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_groups::{add, call, group, pages};

#[tokio::test]
async fn lists_come_in_pages() {
    let pool = TestPool::new().await;
    for number in 0..5 {
        group(
            &pool,
            &format!("group {number}").replace(' ', "-"),
            json!({}),
        )
        .await;
    }
    for number in 0..5 {
        let name = format!("user{number}");
        pool.user(&name).await;
        pool.clock.advance_seconds(1);
        add(&pool, &name, "group-0").await.ok();
        add(&pool, "user0", &format!("group-{number}")).await.ok();
    }
    let groups = ["group-0", "group-1", "group-2", "group-3", "group-4"];
    assert_eq!(
        pages(&pool, "ListGroups", json!({}), "Groups", "GroupName").await,
        groups
    );
    assert_eq!(
        pages(
            &pool,
            "AdminListGroupsForUser",
            json!({ "Username": "user0" }),
            "Groups",
            "GroupName"
        )
        .await,
        groups
    );
    let mut users = pages(
        &pool,
        "ListUsersInGroup",
        json!({ "GroupName": "group-0" }),
        "Users",
        "Username",
    )
    .await;
    users.sort();
    assert_eq!(users, ["user0", "user1", "user2", "user3", "user4"]);
}

#[tokio::test]
async fn groups_are_described_and_a_bad_token_is_refused() {
    let pool = TestPool::new().await;
    assert_eq!(
        call(&pool, "ListGroups", json!({})).await.ok(),
        json!({ "Groups": [] })
    );
    group(
        &pool,
        "admins",
        json!({ "Precedence": 1, "Description": "all powers" }),
    )
    .await;
    let known = call(&pool, "GetGroup", json!({ "GroupName": "admins" }))
        .await
        .ok();
    assert_eq!(
        call(&pool, "ListGroups", json!({})).await.ok(),
        json!({ "Groups": [known["Group"]] })
    );
    assert_eq!(
        call(&pool, "ListGroups", json!({ "NextToken": "!!" }))
            .await
            .error(),
        ("InvalidParameterException", "Invalid pagination token")
    );
}
