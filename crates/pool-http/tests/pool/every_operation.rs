//! What holds of every operation that is built: its tests have a file of its name, and nobody calls it
//! without what it asks of its callers.

use std::path::Path;

use poolgate_pool_api::{Authorization, Operation};
use poolgate_pool_http::wire::BUILT;
use poolgate_testkit::{PASSWORD, TestPool};
use serde_json::{Value, json};

/// The built operations that ask this of their callers.
fn built(authorization: Authorization) -> Vec<&'static str> {
    let asks = |name: &&str| Operation::by_name(name).unwrap().authorization == authorization;
    BUILT.iter().copied().filter(asks).collect()
}

/// The built operations that anybody may call.
const PUBLIC: [&str; 9] = [
    "ConfirmForgotPassword",
    "ConfirmSignUp",
    "ForgotPassword",
    "GetTokensFromRefreshToken",
    "InitiateAuth",
    "ResendConfirmationCode",
    "RespondToAuthChallenge",
    "RevokeToken",
    "SignUp",
];

/// The built operations that an access token or the session of a sign-in speaks for; their own tests show that
/// neither is refused.
const TOKEN_OR_SESSION: [&str; 4] = [
    "AssociateSoftwareToken",
    "ForgetDevice",
    "GetDevice",
    "VerifySoftwareToken",
];

/// `AdminGetUser` is `admin_get_user`, and `SetUserMFAPreference` is `set_user_mfa_preference`.
fn file_name(operation: &str) -> String {
    let mut name = String::new();
    let mut letters = operation.chars().peekable();
    let mut inside_word = false;
    while let Some(letter) = letters.next() {
        let ends_capitals = letters.peek().is_some_and(char::is_ascii_lowercase);
        if letter.is_ascii_uppercase() && !name.is_empty() && (inside_word || ends_capitals) {
            name.push('_');
        }
        inside_word = !letter.is_ascii_uppercase();
        name.push(letter.to_ascii_lowercase());
    }
    name
}

#[test]
fn every_built_operation_has_its_tests_in_a_file_of_its_name() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pool/ops");
    let modules = std::fs::read_to_string(folder.join("mod.rs")).unwrap();
    for operation in BUILT {
        let name = file_name(operation);
        let tests = std::fs::read_to_string(folder.join(format!("{name}.rs"))).unwrap_or_default();
        assert!(tests.contains("::test]"), "no tests in ops/{name}.rs");
        assert!(
            tests.contains(operation),
            "ops/{name}.rs: not of {operation}"
        );
        let declared = format!("mod {name};");
        assert!(modules.lines().any(|line| line == declared), "{declared}");
    }
}

#[tokio::test]
async fn r57_every_signed_operation_refuses_a_request_without_a_signature() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    let everything =
        json!({ "UserPoolId": pool.pool_id, "ClientId": pool.client_id, "Username": "ada" });
    let users = requests_of_users();
    let unsigned = |name: &&str| {
        PUBLIC.contains(name)
            || TOKEN_OR_SESSION.contains(name)
            || users.iter().any(|(operation, _)| operation == name)
    };
    let operations: Vec<&str> = BUILT
        .iter()
        .copied()
        .filter(|name| !unsigned(name))
        .collect();
    assert_eq!(operations, built(Authorization::SigV4));
    for operation in operations {
        for request in [json!({}), everything.clone()] {
            let answer = pool.call(operation, request).await;
            assert_eq!(
                answer.error(),
                (
                    "MissingAuthenticationTokenException",
                    "Missing Authentication Token"
                ),
                "{operation}"
            );
        }
    }
    assert_eq!(pool.look_up("ada").await["Enabled"], true);
}

/// The key of a device, as the model has it.
const DEVICE: &str = "us-east-1_00000000-0000-4000-8000-000000000000";

/// A good request of each operation that asks for an access token, but for the token.
fn requests_of_users() -> Vec<(&'static str, Value)> {
    vec![
        (
            "ChangePassword",
            json!({ "PreviousPassword": PASSWORD, "ProposedPassword": "Other-12345" }),
        ),
        ("CompleteWebAuthnRegistration", json!({ "Credential": {} })),
        ("ConfirmDevice", json!({ "DeviceKey": DEVICE })),
        ("DeleteUser", json!({})),
        (
            "DeleteUserAttributes",
            json!({ "UserAttributeNames": ["name"] }),
        ),
        (
            "DeleteWebAuthnCredential",
            json!({ "CredentialId": "YWRh" }),
        ),
        ("GetUser", json!({})),
        (
            "GetUserAttributeVerificationCode",
            json!({ "AttributeName": "email" }),
        ),
        ("GetUserAuthFactors", json!({})),
        ("GlobalSignOut", json!({})),
        ("ListDevices", json!({})),
        ("ListUserSessions", json!({})),
        ("ListWebAuthnCredentials", json!({})),
        (
            "RevokeUserSession",
            json!({ "SessionId": "tkn0000000000000000000000000" }),
        ),
        (
            "SetUserMFAPreference",
            json!({ "EmailMfaSettings": { "Enabled": false } }),
        ),
        (
            "SetUserSettings",
            json!({ "MFAOptions": [{ "DeliveryMedium": "SMS", "AttributeName": "phone_number" }] }),
        ),
        ("StartWebAuthnRegistration", json!({})),
        ("UpdateDeviceStatus", json!({ "DeviceKey": DEVICE })),
        (
            "UpdateUserAttributes",
            json!({ "UserAttributes": [{ "Name": "name", "Value": "Eve" }] }),
        ),
        (
            "VerifyUserAttribute",
            json!({ "AttributeName": "email", "Code": "123456" }),
        ),
    ]
}

#[tokio::test]
async fn every_operation_of_a_user_refuses_what_is_no_good_access_token() {
    let requests = requests_of_users();
    let names: Vec<&str> = requests.iter().map(|(operation, _)| *operation).collect();
    assert_eq!(names, built(Authorization::AccessToken));

    let pool = TestPool::new().await;
    let user = pool.user("ada").await;
    let (revoked, tokens) = (pool.sign_in(&user).await, pool.sign_in(&user).await);
    let revoke = json!({ "ClientId": pool.client_id, "Token": revoked["RefreshToken"] });
    pool.call("RevokeToken", revoke).await.ok();
    let before = pool.look_up("ada").await;
    for (operation, members) in requests {
        for (token, text) in [
            (&json!("nonsense"), "Invalid Access Token"),
            (&tokens["IdToken"], "Invalid Access Token"),
            (&revoked["AccessToken"], "Access Token has been revoked"),
        ] {
            let mut request = members.clone();
            request["AccessToken"] = token.clone();
            assert_eq!(
                pool.call(operation, request).await.error(),
                ("NotAuthorizedException", text),
                "{operation}"
            );
        }
        assert!(
            pool.call(operation, members)
                .await
                .error()
                .1
                .contains("'accessToken'"),
            "{operation} without one"
        );
    }
    assert_eq!(pool.look_up("ada").await, before, "nothing was done");
    pool.sign_in(&user).await;
    let read = json!({ "AccessToken": tokens["AccessToken"] });
    pool.call("GetUser", read).await.ok();
}
