//! Lock-out after failed sign-ins.

use poolgate_testkit::{PASSWORD, TestPool};
use serde_json::json;

const WRONG: (&str, &str) = ("NotAuthorizedException", "Incorrect username or password.");
const LOCKED: (&str, &str) = ("NotAuthorizedException", "Password attempts exceeded");

async fn fail(pool: &TestPool, name: &str, times: usize) {
    for _ in 0..times {
        assert_eq!(pool.sign_in_with(name, "Wrong-123456").await.error(), WRONG);
    }
}

#[tokio::test]
async fn r41_from_the_fifth_failure_on_the_lock_doubles_up_to_fifteen_minutes() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    pool.user("bob").await;
    fail(&pool, "ada", 5).await;
    for seconds in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
        pool.clock.advance_seconds(seconds - 1);
        assert_eq!(
            pool.sign_in_with("ada", PASSWORD).await.error(),
            LOCKED,
            "the right password too, {seconds}"
        );
        pool.sign_in_with("bob", PASSWORD).await.ok();
        if seconds == 900 {
            // The quiet time that forgets the failures is as long as the longest lock.
            break;
        }
        pool.clock.advance_seconds(1);
        fail(&pool, "ada", 1).await;
    }
}

#[tokio::test]
async fn r41_tries_inside_a_lock_do_not_lengthen_it() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    fail(&pool, "ada", 5).await;
    for _ in 0..20 {
        assert_eq!(
            pool.sign_in_with("ada", "Wrong-123456").await.error(),
            LOCKED
        );
    }
    pool.clock.advance_seconds(1);
    pool.sign_in_with("ada", PASSWORD).await.ok();
}

#[tokio::test]
async fn r41_a_success_or_fifteen_quiet_minutes_forget_the_failures() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    fail(&pool, "ada", 4).await;
    pool.sign_in_with("ada", PASSWORD).await.ok();
    fail(&pool, "ada", 4).await;
    pool.sign_in_with("ada", PASSWORD).await.ok();
    fail(&pool, "ada", 4).await;
    pool.clock.advance_seconds(15 * 60);
    fail(&pool, "ada", 4).await;
    pool.sign_in_with("ada", PASSWORD).await.ok();
}

#[tokio::test]
async fn r41_parallel_guesses_are_evaluated_one_at_a_time() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    let guesses =
        futures::future::join_all((0..40).map(|_| pool.sign_in_with("ada", "Wrong-123456"))).await;
    let evaluated = guesses
        .iter()
        .filter(|answer| answer.error() == WRONG)
        .count();
    assert!(evaluated <= 5, "{evaluated}");
    assert_eq!(pool.sign_in_with("ada", PASSWORD).await.error(), LOCKED);
}

#[tokio::test]
async fn r41_a_name_that_is_no_users_is_locked_alike_where_users_are_hidden() {
    let pool = TestPool::by_email().await;
    fail(&pool, "nobody@example.com", 5).await;
    assert_eq!(
        pool.sign_in_with("Nobody@example.com", PASSWORD)
            .await
            .error(),
        LOCKED
    );
}

#[tokio::test]
async fn r41_proofs_by_srp_count_too() {
    let pool = TestPool::with(
        json!({}),
        json!({ "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH"] }),
    )
    .await;
    pool.user("ada").await;
    for _ in 0..5 {
        assert_eq!(pool.srp_sign_in("ada", "Wrong-123456").await.error(), WRONG);
    }
    assert_eq!(pool.srp_sign_in("ada", PASSWORD).await.error(), LOCKED);
    assert_eq!(pool.sign_in_with("ada", PASSWORD).await.error(), LOCKED);
}
