//! AdminInitiateAuth.
//!
//! Differs: no step-up by `TARGET_ACR_VALUES`, and no adaptive authentication: there is no risk model.

use poolgate_testkit::{PASSWORD, TestPool};
use serde_json::json;

use super::make_admin_sign_ins::{initiate, password, world};

#[tokio::test]
async fn an_administrator_signs_a_user_in_and_refreshes() {
    for flow in ["ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"] {
        let pool = world(json!([
            "ALLOW_ADMIN_USER_PASSWORD_AUTH",
            "ALLOW_REFRESH_TOKEN_AUTH"
        ]))
        .await;
        let answer = initiate(&pool, flow, password()).await.ok();
        let result = &answer["AuthenticationResult"];
        pool.call("GetUser", json!({ "AccessToken": result["AccessToken"] }))
            .await
            .ok();
        initiate(
            &pool,
            "REFRESH_TOKEN_AUTH",
            json!({ "REFRESH_TOKEN": result["RefreshToken"] }),
        )
        .await
        .ok();
        let wrong = initiate(
            &pool,
            flow,
            json!({ "USERNAME": "ada", "PASSWORD": "Wrong-123456" }),
        )
        .await;
        assert_eq!(
            wrong.error(),
            ("NotAuthorizedException", "Incorrect username or password.")
        );
    }
}

#[tokio::test]
async fn flows_that_are_closed_or_belong_elsewhere_are_named() {
    let pool = world(json!(["ALLOW_USER_PASSWORD_AUTH"])).await;
    for (flow, text) in [
        (
            "ADMIN_USER_PASSWORD_AUTH",
            "Auth flow not enabled for this client",
        ),
        (
            "USER_SRP_AUTH",
            "USER_SRP_AUTH is not enabled for the client.",
        ),
        ("USER_PASSWORD_AUTH", "Initiate Auth method not supported."),
    ] {
        assert_eq!(
            initiate(&pool, flow, password()).await.error(),
            ("InvalidParameterException", text),
            "{flow}"
        );
    }
}

#[tokio::test]
async fn both_operations_need_a_signature_and_a_client_of_the_pool() {
    let pool = world(json!(["ALLOW_ADMIN_USER_PASSWORD_AUTH"])).await;
    for operation in ["AdminInitiateAuth", "AdminRespondToAuthChallenge"] {
        let request = json!({ "UserPoolId": pool.pool_id, "ClientId": "nobody",
            "AuthFlow": "ADMIN_NO_SRP_AUTH", "ChallengeName": "PASSWORD_VERIFIER" });
        assert_eq!(
            pool.call(operation, request.clone()).await.error().0,
            "MissingAuthenticationTokenException"
        );
        assert_eq!(
            pool.admin(operation, request).await.error(),
            (
                "ResourceNotFoundException",
                "User pool client nobody does not exist."
            )
        );
    }
}

#[tokio::test]
async fn users_whom_an_administrator_cannot_sign_in() {
    let flows = json!({ "ExplicitAuthFlows": ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_USER_PASSWORD_AUTH"] });
    let pool = TestPool::with(json!({}), flows).await;
    let sign_in = async |name: &str| {
        let parameters = json!({ "USERNAME": name, "PASSWORD": PASSWORD });
        let request = json!({ "UserPoolId": pool.pool_id, "ClientId": pool.client_id,
            "AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": parameters });
        pool.admin("AdminInitiateAuth", request).await
    };
    let about = |name: &str| json!({ "UserPoolId": pool.pool_id, "Username": name });
    assert_eq!(
        sign_in("nobody").await.error(),
        ("UserNotFoundException", "User does not exist.")
    );
    pool.sign_up("eve").await.ok();
    assert_eq!(
        sign_in("eve").await.error(),
        ("UserNotConfirmedException", "User is not confirmed.")
    );
    pool.user("ada").await;
    sign_in("ada").await.ok();
    pool.admin("AdminDisableUser", about("ada")).await.ok();
    assert_eq!(
        sign_in("ada").await.error(),
        ("NotAuthorizedException", "User is disabled.")
    );
    pool.admin("AdminEnableUser", about("ada")).await.ok();
    pool.admin("AdminResetUserPassword", about("ada"))
        .await
        .ok();
    assert_eq!(
        sign_in("ada").await.error(),
        (
            "PasswordResetRequiredException",
            "Password reset required for the user"
        )
    );
}
