//! AdminResetUserPassword.

use poolgate_testkit::{Answer, PASSWORD, TestPool};
use serde_json::json;

async fn reset(pool: &TestPool, name: &str) -> Answer {
    let request = json!({ "UserPoolId": pool.pool_id, "Username": name });
    pool.admin("AdminResetUserPassword", request).await
}

#[tokio::test]
async fn the_password_stops_and_the_code_sets_a_new_one() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    assert_eq!(reset(&pool, "ada").await.ok(), json!({}));
    assert_eq!(pool.look_up("ada").await["UserStatus"], "RESET_REQUIRED");
    assert_eq!(
        pool.sign_in_with("ada", PASSWORD).await.error(),
        (
            "PasswordResetRequiredException",
            "Password reset required for the user"
        )
    );
    let code = pool.newest_code().await;
    let sent = pool.messages().await.len();
    reset(&pool, "ada").await.ok();
    assert_eq!(
        pool.messages().await.len(),
        sent,
        "asking again sends nothing"
    );
    let confirm = json!({ "ClientId": pool.client_id, "Username": "ada", "ConfirmationCode": code, "Password": "Other-12345" });
    pool.call("ConfirmForgotPassword", confirm).await.ok();
    assert_eq!(pool.look_up("ada").await["UserStatus"], "CONFIRMED");
    pool.sign_in_with("ada", "Other-12345").await.ok();
}

#[tokio::test]
async fn r44_the_code_expires_after_an_hour() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    reset(&pool, "ada").await.ok();
    let code = pool.newest_code().await;
    pool.clock.advance_seconds(3600);
    let confirm = json!({ "ClientId": pool.client_id, "Username": "ada", "ConfirmationCode": code, "Password": "Other-12345" });
    assert_eq!(
        pool.call("ConfirmForgotPassword", confirm).await.error().0,
        "ExpiredCodeException"
    );
}

#[tokio::test]
async fn users_in_another_state_and_without_a_verified_address_are_refused() {
    let pool = TestPool::new().await;
    let state = (
        "NotAuthorizedException",
        "User password cannot be reset in the current state.",
    );
    pool.sign_up("ada").await.ok();
    assert_eq!(reset(&pool, "ada").await.error(), state);
    let request = json!({ "UserPoolId": pool.pool_id, "Username": "ada" });
    pool.admin("AdminConfirmSignUp", request.clone()).await.ok();
    assert_eq!(
        reset(&pool, "ada").await.error(),
        (
            "InvalidParameterException",
            "Cannot reset password for the user as there is no registered/verified email or phone_number"
        )
    );
    pool.admin("AdminDisableUser", request).await.ok();
    assert_eq!(
        reset(&pool, "ada").await.error(),
        ("NotAuthorizedException", "User is disabled")
    );
    let create = json!({ "UserPoolId": pool.pool_id, "Username": "eve" });
    pool.admin("AdminCreateUser", create).await.ok();
    assert_eq!(reset(&pool, "eve").await.error(), state);
    assert_eq!(
        reset(&pool, "nobody").await.error(),
        ("UserNotFoundException", "User does not exist.")
    );
}
