//! AdminAddUserToGroup, and what tokens say of groups.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_groups::{ROLE, add, call, group};

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

#[tokio::test]
async fn a_member_may_be_added_again_but_nobody_unknown_and_to_no_unknown_group() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    group(&pool, "admins", json!({})).await;
    for _ in 0..2 {
        let added = add(&pool, "ada", "admins").await;
        assert_eq!((added.status.as_u16(), added.text.as_str()), (200, ""));
    }
    let members = call(&pool, "ListUsersInGroup", json!({ "GroupName": "admins" }))
        .await
        .ok();
    assert_eq!(members["Users"].as_array().unwrap().len(), 1);
    assert_eq!(
        add(&pool, "nobody", "admins").await.error(),
        ("UserNotFoundException", "User does not exist.")
    );
    assert_eq!(
        add(&pool, "ada", "nobodies").await.error(),
        ("ResourceNotFoundException", "Group not found.")
    );
}
