//! Passwords that a user had before, in pools whose policy remembers them.

use poolgate_testkit::{PASSWORD, TestPool};
use serde_json::json;

const USED: (&str, &str) = (
    "PasswordHistoryPolicyViolationException",
    "Password has previously been used",
);

async fn world(size: u32) -> TestPool {
    let policy = json!({ "MinimumLength": 8, "PasswordHistorySize": size });
    let pool = TestPool::with(
        json!({ "Policies": { "PasswordPolicy": policy } }),
        json!({}),
    )
    .await;
    pool.user("ada").await;
    pool
}

/// Changes the password as an administrator; the exception, if there is one.
async fn set(pool: &TestPool, password: &str) -> Option<(String, String)> {
    let request = json!({
        "UserPoolId": pool.pool_id,
        "Username": "ada",
        "Password": password,
        "Permanent": true,
    });
    let answer = pool.admin("AdminSetUserPassword", request).await;
    (answer.status != 200).then(|| {
        let (name, text) = answer.error();
        (name.to_owned(), text.to_owned())
    })
}

fn used() -> (String, String) {
    (USED.0.to_owned(), USED.1.to_owned())
}

#[tokio::test]
async fn the_last_ones_are_refused_and_older_ones_are_not() {
    let pool = world(3).await;
    assert_eq!(set(&pool, PASSWORD).await, Some(used()), "the one of now");
    assert_eq!(set(&pool, "Second-123").await, None);
    assert_eq!(set(&pool, "Third-1234").await, None);
    for old in [PASSWORD, "Second-123", "Third-1234"] {
        assert_eq!(set(&pool, old).await, Some(used()), "{old}");
    }
    let pool = pool.restart();
    assert_eq!(set(&pool, "Fourth-123").await, None);
    assert_eq!(set(&pool, "Second-123").await, Some(used()));
    assert_eq!(set(&pool, PASSWORD).await, None, "three others came since");
}

#[tokio::test]
async fn without_a_history_any_password_will_do() {
    let pool = world(0).await;
    assert_eq!(set(&pool, PASSWORD).await, None);
    assert_eq!(set(&pool, PASSWORD).await, None);
}

#[tokio::test]
async fn every_way_to_a_new_password_looks_back() {
    let pool = world(5).await;
    let tokens = pool.sign_in_with("ada", PASSWORD).await.ok();
    let change = json!({
        "AccessToken": tokens["AuthenticationResult"]["AccessToken"],
        "PreviousPassword": PASSWORD,
        "ProposedPassword": PASSWORD,
    });
    assert_eq!(pool.call("ChangePassword", change).await.error(), USED);

    let forgot = json!({ "ClientId": pool.client_id, "Username": "ada" });
    pool.call("ForgotPassword", forgot).await.ok();
    let mut reset = json!({
        "ClientId": pool.client_id,
        "Username": "ada",
        "ConfirmationCode": pool.newest_code().await,
        "Password": PASSWORD,
    });
    let refused = pool.call("ConfirmForgotPassword", reset.clone()).await;
    assert_eq!(refused.error(), USED);
    reset["Password"] = json!("Second-123");
    pool.call("ConfirmForgotPassword", reset).await.ok();

    let create = json!({
        "UserPoolId": pool.pool_id,
        "Username": "eve",
        "TemporaryPassword": "Temporary-1",
        "MessageAction": "SUPPRESS",
    });
    pool.admin("AdminCreateUser", create).await.ok();
    let asked = pool.sign_in_with("eve", "Temporary-1").await.ok();
    let answer = json!({
        "ClientId": pool.client_id,
        "ChallengeName": "NEW_PASSWORD_REQUIRED",
        "Session": asked["Session"],
        "ChallengeResponses": { "USERNAME": "eve", "NEW_PASSWORD": "Temporary-1" },
    });
    assert_eq!(
        pool.call("RespondToAuthChallenge", answer).await.error(),
        USED
    );
}

#[tokio::test]
async fn earlier_proofs_do_not_lie_open_and_go_with_their_user() {
    let pool = world(3).await;
    assert_eq!(set(&pool, "Second-123").await, None);
    let delete = json!({ "UserPoolId": pool.pool_id, "Username": "ada" });
    pool.admin("AdminDeleteUser", delete).await.ok();
    pool.user("ada").await;
    assert_eq!(set(&pool, "Second-123").await, None);
}
