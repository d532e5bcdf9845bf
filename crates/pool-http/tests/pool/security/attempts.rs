//! Attempts within an hour, and guesses of codes, across restarts and in parallel.

use poolgate_testkit::{Answer, PASSWORD, TestPool};
use serde_json::{Value, json};

const LIMIT: (&str, &str) = (
    "LimitExceededException",
    "Attempt limit exceeded, please try after some time.",
);
const MISMATCH: &str = "CodeMismatchException";

fn by_name(pool: &TestPool, name: &str) -> Value {
    json!({ "ClientId": pool.client_id, "Username": name })
}

async fn confirm(pool: &TestPool, name: &str, code: &str) -> Answer {
    let mut request = by_name(pool, name);
    request["ConfirmationCode"] = json!(code);
    pool.call("ConfirmSignUp", request).await
}

async fn reset(pool: &TestPool, name: &str, code: &str) -> Answer {
    let mut request = by_name(pool, name);
    request["ConfirmationCode"] = json!(code);
    request["Password"] = json!("Other-12345");
    pool.call("ConfirmForgotPassword", request).await
}

/// A code that is none of these.
fn wrong(codes: &[&str]) -> String {
    let candidates = (0..).map(|number| format!("{number:06}"));
    let mut others = candidates.filter(|code| !codes.contains(&code.as_str()));
    others.next().unwrap()
}

#[tokio::test]
async fn messages_are_sent_five_times_an_hour() {
    let pool = TestPool::new().await;
    pool.sign_up("ada").await.ok();
    let bob = pool.user("bob").await;
    let token = pool.sign_in(&bob).await["AccessToken"].take();
    let attribute = json!({ "AccessToken": token, "AttributeName": "email" });
    for (operation, request) in [
        ("ResendConfirmationCode", by_name(&pool, "ada")),
        ("ForgotPassword", by_name(&pool, "bob")),
        ("GetUserAttributeVerificationCode", attribute),
    ] {
        for _ in 0..5 {
            pool.call(operation, request.clone()).await.ok();
        }
        let sent = pool.messages().await.len();
        assert_eq!(
            pool.call(operation, request.clone()).await.error(),
            LIMIT,
            "{operation}"
        );
        assert_eq!(pool.messages().await.len(), sent);
    }
    pool.clock.advance_seconds(3599);
    let again = by_name(&pool, "bob");
    assert_eq!(
        pool.call("ForgotPassword", again.clone()).await.error(),
        LIMIT
    );
    pool.clock.advance_seconds(1);
    pool.call("ForgotPassword", again).await.ok();
}

#[tokio::test]
async fn one_users_limit_is_no_other_users() {
    let pool = TestPool::new().await;
    pool.sign_up("ada").await.ok();
    pool.sign_up("bob").await.ok();
    for _ in 0..5 {
        let request = by_name(&pool, "ada");
        pool.call("ResendConfirmationCode", request).await.ok();
    }
    let request = by_name(&pool, "bob");
    pool.call("ResendConfirmationCode", request).await.ok();
}

#[tokio::test]
async fn a_previous_password_is_tried_five_times_an_hour_even_with_a_token() {
    let pool = TestPool::new().await;
    let user = pool.user("ada").await;
    let token = pool.sign_in(&user).await["AccessToken"].take();
    let change = |previous: &str, proposed: &str| {
        let request = json!({ "AccessToken": token, "PreviousPassword": previous, "ProposedPassword": proposed });
        pool.call("ChangePassword", request)
    };
    for _ in 0..10 {
        assert_eq!(
            change("Wrong-12345", "short").await.error().0,
            "InvalidPasswordException",
            "what the policy refuses tells nothing, and so counts for nothing"
        );
    }
    for _ in 0..5 {
        assert_eq!(
            change("Wrong-12345", "Other-12345").await.error().1,
            "Incorrect username or password."
        );
    }
    assert_eq!(change("Wrong-12345", "Other-12345").await.error(), LIMIT);
    assert_eq!(change(PASSWORD, "Other-12345").await.error(), LIMIT);
    pool.sign_in_with("ada", PASSWORD).await.ok();
}

#[tokio::test]
async fn r43_no_new_code_gives_new_guesses_within_the_hour() {
    let pool = TestPool::new().await;
    pool.sign_up("ada").await.ok();
    let mut evaluated = 0;
    for _ in 0..4 {
        pool.clock.advance_seconds(1);
        let request = by_name(&pool, "ada");
        pool.call("ResendConfirmationCode", request).await.ok();
        let code = pool.newest_code().await;
        for _ in 0..5 {
            evaluated +=
                usize::from(confirm(&pool, "ada", &wrong(&[&code])).await.error().0 == MISMATCH);
        }
    }
    assert_eq!(evaluated, 15);
    let code = pool.newest_code().await;
    assert_eq!(confirm(&pool, "ada", &code).await.error(), LIMIT);
    pool.clock.advance_seconds(3600);
    confirm(&pool, "ada", &code).await.ok();
}

#[tokio::test]
async fn r43_a_code_that_was_guessed_at_too_often_stays_dead_in_the_next_hour() {
    let pool = TestPool::new().await;
    pool.sign_up("ada").await.ok();
    let code = pool.newest_code().await;
    for _ in 0..15 {
        confirm(&pool, "ada", &wrong(&[&code])).await;
    }
    pool.clock.advance_seconds(3600);
    assert_eq!(confirm(&pool, "ada", &code).await.error(), LIMIT);
}

#[tokio::test]
async fn r43_r41_verifying_an_attribute_is_limited_too() {
    let pool = TestPool::new().await;
    let user = pool.user("ada").await;
    let token = pool.sign_in(&user).await["AccessToken"].take();
    pool.clock.advance_seconds(1);
    let ask = json!({ "AccessToken": token, "AttributeName": "email" });
    pool.call("GetUserAttributeVerificationCode", ask)
        .await
        .ok();
    let code = pool.newest_code().await;
    let verify = |code: &str| {
        let request = json!({ "AccessToken": token, "AttributeName": "email", "Code": code });
        pool.call("VerifyUserAttribute", request)
    };
    for _ in 0..15 {
        assert_eq!(verify(&wrong(&[&code])).await.error().0, MISMATCH);
    }
    assert_eq!(verify(&wrong(&[&code])).await.error(), LIMIT);
    assert_eq!(verify(&code).await.error(), LIMIT);
}

#[tokio::test]
async fn f18_guesses_are_counted_across_a_restart_and_in_parallel() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    pool.clock.advance_seconds(1);
    pool.call("ForgotPassword", by_name(&pool, "ada"))
        .await
        .ok();
    let code = pool.newest_code().await;
    let guess = wrong(&[&code]);
    let mut evaluated = 0;
    for _ in 0..4 {
        evaluated += usize::from(reset(&pool, "ada", &guess).await.error().0 == MISMATCH);
    }
    let pool = pool.restart();
    let guesses = (0..300).map(|_| reset(&pool, "ada", &guess));
    for answer in futures::future::join_all(guesses).await {
        let (kind, _) = answer.error();
        evaluated += usize::from(kind == MISMATCH);
        assert!(
            [MISMATCH, LIMIT.0, "TooManyRequestsException"].contains(&kind),
            "{kind}"
        );
    }
    assert_eq!(evaluated, 10, "as many as an hour gives");
    let pool = pool.restart();
    assert_eq!(reset(&pool, "ada", &code).await.error(), LIMIT);
    pool.sign_in_with("ada", PASSWORD).await.ok();
}

#[tokio::test]
async fn r40_limits_do_not_tell_which_users_exist() {
    let pool = TestPool::by_email().await;
    pool.user("ada@example.com").await;
    pool.sign_up("eve@example.com").await.ok();
    pool.clock.advance_seconds(1);
    pool.call("ForgotPassword", by_name(&pool, "ada@example.com"))
        .await
        .ok();
    for (operation, known, unknown, tries) in [
        ("ForgotPassword", "ada@example.com", "abe@example.com", 7),
        ("ForgotPassword", "eve@example.com", "evi@example.com", 7),
        (
            "ResendConfirmationCode",
            "eve@example.com",
            "evi@example.com",
            7,
        ),
        (
            "ConfirmForgotPassword",
            "ada@example.com",
            "abe@example.com",
            12,
        ),
    ] {
        let request = |name: &str| {
            let mut request = by_name(&pool, name);
            request["ConfirmationCode"] = json!("not-it");
            request["Password"] = json!("Other-12345");
            request
        };
        // One of the known user's was used to get a code.
        let used = usize::from(operation == "ForgotPassword" && known.starts_with("ada"));
        if used == 1 {
            pool.call(operation, request(unknown)).await.ok();
        }
        for number in 0..tries {
            let known = pool.call(operation, request(known)).await;
            let unknown = pool.call(operation, request(unknown)).await;
            assert_eq!(
                (known.status, &known.text),
                (unknown.status, &unknown.text),
                "{operation} {number}"
            );
        }
        let last = pool.call(operation, request(known)).await;
        assert_eq!(last.error(), LIMIT, "{operation}");
    }
}
