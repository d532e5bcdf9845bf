//! The group operations, and what tokens say of groups.

use poolgate_testkit::{Answer, TestPool};
use serde_json::{Value, json};

const ROLE: &str = "arn:aws:iam::123456789012:role/admin";

async fn call(pool: &TestPool, operation: &str, members: Value) -> Answer {
    let mut request = json!({ "UserPoolId": pool.pool_id });
    request
        .as_object_mut()
        .unwrap()
        .extend(members.as_object().unwrap().clone());
    pool.admin(operation, request).await
}

async fn group(pool: &TestPool, name: &str, members: Value) {
    let mut request = members;
    request["GroupName"] = json!(name);
    call(pool, "CreateGroup", request).await.ok();
}

async fn add(pool: &TestPool, user: &str, name: &str) -> Answer {
    call(
        pool,
        "AdminAddUserToGroup",
        json!({ "Username": user, "GroupName": name }),
    )
    .await
}

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
async fn tokens_name_groups_by_precedence_and_the_best_role() {
    let pool = TestPool::new().await;
    let user = pool.user("ada").await;
    let bare = pool.sign_in(&user).await;
    assert_eq!(
        TestPool::claims(&bare["AccessToken"]).get("cognito:groups"),
        None
    );
    group(&pool, "readers", json!({})).await;
    group(
        &pool,
        "writers",
        json!({ "Precedence": 5, "RoleArn": "arn:aws:iam::123456789012:role/writer" }),
    )
    .await;
    group(&pool, "admins", json!({ "Precedence": 1, "RoleArn": ROLE })).await;
    for name in ["readers", "writers", "admins", "admins"] {
        let added = add(&pool, "ada", name).await;
        assert_eq!((added.status.as_u16(), added.text.as_str()), (200, ""));
    }
    let tokens = pool.sign_in(&user).await;
    let (id, access) = (
        TestPool::claims(&tokens["IdToken"]),
        TestPool::claims(&tokens["AccessToken"]),
    );
    assert_eq!(
        id["cognito:groups"],
        json!(["admins", "writers", "readers"])
    );
    assert_eq!(access["cognito:groups"], id["cognito:groups"]);
    assert_eq!(
        (&id["cognito:preferred_role"], &id["cognito:roles"]),
        (
            &json!(ROLE),
            &json!([ROLE, "arn:aws:iam::123456789012:role/writer"])
        )
    );
    assert_eq!(access.get("cognito:roles"), None);
    call(
        &pool,
        "AdminRemoveUserFromGroup",
        json!({ "Username": "ada", "GroupName": "admins" }),
    )
    .await;
    let refreshed = json!({ "ClientId": pool.client_id, "RefreshToken": tokens["RefreshToken"] });
    let refreshed =
        pool.call("GetTokensFromRefreshToken", refreshed).await.ok()["AuthenticationResult"].take();
    assert_eq!(
        TestPool::claims(&refreshed["IdToken"])["cognito:groups"],
        json!(["writers", "readers"])
    );
}

async fn pages(
    pool: &TestPool,
    operation: &str,
    members: Value,
    list: &str,
    name: &str,
) -> Vec<String> {
    let mut names = Vec::new();
    let mut token = Value::Null;
    loop {
        let mut request = members.clone();
        request["Limit"] = json!(2);
        request["NextToken"] = token;
        let page = call(pool, operation, request).await.ok();
        let items = page[list].as_array().unwrap();
        assert!(items.len() <= 2);
        names.extend(
            items
                .iter()
                .map(|item| item[name].as_str().unwrap().to_owned()),
        );
        token = page["NextToken"].clone();
        if token.is_null() {
            return names;
        }
    }
}

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
