//! ConfirmForgotPassword.
//!
//! Differs: always ten tries an hour for a user, where AWS allows 5 to 20 by its idea of the risk.

use poolgate_testkit::{PASSWORD, TestPool};
use serde_json::json;

use super::make_password_codes::{NEW, forgot, reset};

#[tokio::test]
async fn the_code_sets_a_new_password_once() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    pool.clock.advance_seconds(1);
    let details = forgot(&pool, "ada").await.ok();
    assert_eq!(details["CodeDeliveryDetails"]["Destination"], "a***@e***");
    let code = pool.newest_code().await;
    assert_eq!(reset(&pool, "ada", &code, NEW).await.ok(), json!({}));
    pool.sign_in_with("ada", NEW).await.ok();
    assert_eq!(
        pool.sign_in_with("ada", PASSWORD).await.error().0,
        "NotAuthorizedException"
    );
    assert_eq!(
        reset(&pool, "ada", &code, NEW).await.error().0,
        "ExpiredCodeException",
        "R44: used twice"
    );
}

#[tokio::test]
async fn a_password_that_the_policy_refuses_leaves_the_code_unspent() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    pool.clock.advance_seconds(1);
    forgot(&pool, "ada").await.ok();
    let code = pool.newest_code().await;
    assert_eq!(
        reset(&pool, "ada", &code, "short").await.error(),
        (
            "InvalidPasswordException",
            "Password does not conform to policy: Password not long enough"
        )
    );
    reset(&pool, "ada", &code, NEW).await.ok();
}

#[tokio::test]
async fn r44_a_reset_code_expires_after_an_hour() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    pool.clock.advance_seconds(1);
    forgot(&pool, "ada").await.ok();
    let code = pool.newest_code().await;
    pool.clock.advance_seconds(3600);
    assert_eq!(
        reset(&pool, "ada", &code, NEW).await.error().0,
        "ExpiredCodeException"
    );
}

#[tokio::test]
async fn r45_a_sign_up_code_resets_no_password() {
    let pool = TestPool::new().await;
    pool.sign_up("ada").await.ok();
    let sign_up_code = pool.newest_code().await;
    assert_eq!(
        reset(&pool, "ada", &sign_up_code, NEW).await.error().0,
        "ExpiredCodeException"
    );
    pool.user("bob").await;
    pool.clock.advance_seconds(1);
    forgot(&pool, "bob").await.ok();
    assert_eq!(
        reset(&pool, "bob", &sign_up_code, NEW).await.error().0,
        "CodeMismatchException"
    );
}

#[tokio::test]
async fn a_wrong_code_and_an_unknown_user_change_no_password() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    pool.clock.advance_seconds(1);
    forgot(&pool, "ada").await.ok();
    let code = pool.newest_code().await;
    let wrong = if code == "000000" { "111111" } else { "000000" };
    assert_eq!(
        reset(&pool, "ada", wrong, NEW).await.error(),
        (
            "CodeMismatchException",
            "Invalid verification code provided, please try again."
        )
    );
    assert_eq!(
        reset(&pool, "nobody", &code, NEW).await.error(),
        (
            "UserNotFoundException",
            "Username/client id combination not found."
        )
    );
    pool.sign_in_with("ada", PASSWORD).await.ok();
}
