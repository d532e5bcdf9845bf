//! AdminSetUserPassword.

use poolgate_testkit::{Answer, PASSWORD, TestPool};
use serde_json::json;

const NEW: &str = "Other-12345";

async fn set(pool: &TestPool, name: &str, password: &str, permanent: bool) -> Answer {
    let request = json!({ "UserPoolId": pool.pool_id, "Username": name, "Password": password, "Permanent": permanent });
    pool.admin("AdminSetUserPassword", request).await
}

#[tokio::test]
async fn a_permanent_password_confirms_whoever_has_it() {
    let pool = TestPool::new().await;
    pool.sign_up("ada").await.ok();
    assert_eq!(set(&pool, "ada", NEW, true).await.ok(), json!({}));
    assert_eq!(pool.look_up("ada").await["UserStatus"], "CONFIRMED");
    pool.sign_in_with("ada", NEW).await.ok();
    assert_eq!(
        pool.sign_in_with("ada", PASSWORD).await.error().0,
        "NotAuthorizedException"
    );
}

#[tokio::test]
async fn r52_any_other_password_must_be_changed_at_the_next_sign_in_within_seven_days() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    let request = json!({ "UserPoolId": pool.pool_id, "Username": "ada", "Password": NEW });
    pool.admin("AdminSetUserPassword", request).await.ok();
    assert_eq!(
        pool.look_up("ada").await["UserStatus"],
        "FORCE_CHANGE_PASSWORD"
    );
    let answer = pool.sign_in_with("ada", NEW).await.ok();
    assert_eq!(answer["ChallengeName"], "NEW_PASSWORD_REQUIRED");
    pool.clock.advance_seconds(7 * 24 * 3600);
    assert_eq!(
        pool.sign_in_with("ada", NEW).await.error().1,
        "Temporary password has expired and must be reset by an administrator."
    );
}

#[tokio::test]
async fn the_policy_holds_and_unknown_users_are_named() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    assert_eq!(
        set(&pool, "ada", "short", true).await.error(),
        (
            "InvalidPasswordException",
            "Password does not conform to policy: Password not long enough"
        )
    );
    pool.sign_in_with("ada", PASSWORD).await.ok();
    assert_eq!(
        set(&pool, "nobody", NEW, true).await.error(),
        ("UserNotFoundException", "User does not exist.")
    );
}
