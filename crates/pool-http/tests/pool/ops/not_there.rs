//! Pools and app clients that are not there, in every operation that names one.

use poolgate_testkit::{PASSWORD, TestPool};
use serde_json::{Value, json};

fn with(mut request: Value, members: &Value) -> Value {
    let members = members.as_object().unwrap().clone();
    request.as_object_mut().unwrap().extend(members);
    request
}

#[tokio::test]
async fn a_pool_that_is_not_there() {
    let pool = TestPool::new().await;
    let user = json!({ "Username": "ada" });
    let group = json!({ "GroupName": "admins" });
    let member = json!({ "Username": "ada", "GroupName": "admins" });
    let client = json!({ "ClientId": pool.client_id });
    let mut calls: Vec<(&str, Value)> = Vec::new();
    for operation in [
        "AdminConfirmSignUp",
        "AdminCreateUser",
        "AdminDeleteUser",
        "AdminDisableUser",
        "AdminEnableUser",
        "AdminGetUser",
        "AdminListGroupsForUser",
        "AdminResetUserPassword",
        "AdminUserGlobalSignOut",
    ] {
        calls.push((operation, user.clone()));
    }
    for operation in [
        "CreateGroup",
        "DeleteGroup",
        "GetGroup",
        "ListUsersInGroup",
        "UpdateGroup",
    ] {
        calls.push((operation, group.clone()));
    }
    for operation in ["AdminAddUserToGroup", "AdminRemoveUserFromGroup"] {
        calls.push((operation, member.clone()));
    }
    for operation in [
        "DeleteUserPool",
        "DescribeUserPool",
        "ListGroups",
        "ListUserPoolClients",
        "ListUsers",
        "UpdateUserPool",
    ] {
        calls.push((operation, json!({})));
    }
    for operation in [
        "AddUserPoolClientSecret",
        "DeleteUserPoolClient",
        "DescribeUserPoolClient",
        "ListUserPoolClientSecrets",
        "UpdateUserPoolClient",
    ] {
        calls.push((operation, client.clone()));
    }
    calls.extend([
        (
            "AddCustomAttributes",
            json!({ "CustomAttributes": [{ "Name": "x", "AttributeDataType": "String" }] }),
        ),
        (
            "AdminDeleteUserAttributes",
            with(json!({ "UserAttributeNames": ["name"] }), &user),
        ),
        (
            "AdminInitiateAuth",
            with(json!({ "AuthFlow": "ADMIN_USER_PASSWORD_AUTH" }), &client),
        ),
        (
            "AdminRespondToAuthChallenge",
            with(json!({ "ChallengeName": "NEW_PASSWORD_REQUIRED" }), &client),
        ),
        (
            "AdminSetUserPassword",
            with(json!({ "Password": PASSWORD }), &user),
        ),
        (
            "AdminUpdateUserAttributes",
            with(json!({ "UserAttributes": [] }), &user),
        ),
        ("CreateUserPoolClient", json!({ "ClientName": "x" })),
        (
            "DeleteUserPoolClientSecret",
            with(json!({ "ClientSecretId": "x" }), &client),
        ),
    ]);
    assert_eq!(calls.len(), 35);
    for (operation, members) in calls {
        let request = with(json!({ "UserPoolId": "us-east-1_Missing01" }), &members);
        assert_eq!(
            pool.admin(operation, request).await.error(),
            (
                "ResourceNotFoundException",
                "User pool us-east-1_Missing01 does not exist."
            ),
            "{operation}"
        );
    }
}

#[tokio::test]
async fn a_client_that_is_not_there() {
    let pool = TestPool::new().await;
    let user = json!({ "Username": "ada" });
    let here = json!({ "UserPoolId": pool.pool_id });
    let code = with(json!({ "ConfirmationCode": "123456" }), &user);
    let password = json!({ "Password": PASSWORD });
    for (operation, members) in [
        ("SignUp", with(password.clone(), &user)),
        ("ConfirmSignUp", code.clone()),
        ("ResendConfirmationCode", user.clone()),
        ("ForgotPassword", user.clone()),
        ("ConfirmForgotPassword", with(code, &password)),
        ("InitiateAuth", json!({ "AuthFlow": "USER_PASSWORD_AUTH" })),
        (
            "RespondToAuthChallenge",
            json!({ "ChallengeName": "NEW_PASSWORD_REQUIRED" }),
        ),
        ("GetTokensFromRefreshToken", json!({ "RefreshToken": "x" })),
        (
            "AdminInitiateAuth",
            with(json!({ "AuthFlow": "ADMIN_USER_PASSWORD_AUTH" }), &here),
        ),
        (
            "AdminRespondToAuthChallenge",
            with(json!({ "ChallengeName": "NEW_PASSWORD_REQUIRED" }), &here),
        ),
        ("AddUserPoolClientSecret", here.clone()),
        ("ListUserPoolClientSecrets", here.clone()),
        ("DescribeUserPoolClient", here.clone()),
        ("UpdateUserPoolClient", here.clone()),
        ("DeleteUserPoolClient", here),
    ] {
        let request = with(json!({ "ClientId": "missing" }), &members);
        assert_eq!(
            pool.admin(operation, request).await.error(),
            (
                "ResourceNotFoundException",
                "User pool client missing does not exist."
            ),
            "{operation}"
        );
    }
}
