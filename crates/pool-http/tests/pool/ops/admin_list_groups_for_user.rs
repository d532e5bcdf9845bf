//! AdminListGroupsForUser.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_groups::{ROLE, add, call, group};

#[tokio::test]
async fn the_groups_of_one_user_are_described() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    pool.user("bob").await;
    group(
        &pool,
        "admins",
        json!({ "Precedence": 1, "RoleArn": ROLE, "Description": "all powers" }),
    )
    .await;
    group(&pool, "readers", json!({})).await;
    add(&pool, "ada", "admins").await.ok();
    add(&pool, "bob", "readers").await.ok();
    let listed = call(
        &pool,
        "AdminListGroupsForUser",
        json!({ "Username": "ada" }),
    )
    .await
    .ok();
    let known = call(&pool, "GetGroup", json!({ "GroupName": "admins" }))
        .await
        .ok();
    assert_eq!(listed, json!({ "Groups": [known["Group"]] }));
}

#[tokio::test]
async fn unknown_users_and_bad_tokens_are_named() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    assert_eq!(
        call(
            &pool,
            "AdminListGroupsForUser",
            json!({ "Username": "nobody" })
        )
        .await
        .error(),
        ("UserNotFoundException", "User does not exist.")
    );
    let request = json!({ "Username": "ada", "NextToken": "!!" });
    assert_eq!(
        call(&pool, "AdminListGroupsForUser", request).await.error(),
        ("InvalidParameterException", "Invalid pagination token")
    );
}
