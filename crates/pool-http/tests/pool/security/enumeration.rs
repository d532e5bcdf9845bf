//! That answers and work do not tell which users exist, where the client hides them.

use poolgate_testkit::{Answer, TestPool};
use serde_json::{Value, json};

/// Status, body length and the heavy work of one call.
async fn cost(pool: &TestPool, operation: &str, request: Value) -> (Answer, u64, u64) {
    let work = &pool.engine.work;
    let (powers, signatures) = (work.powers(), work.signature_count());
    let answer = pool.call(operation, request).await;
    (
        answer,
        work.powers() - powers,
        work.signature_count() - signatures,
    )
}

fn sign_in(pool: &TestPool, name: &str) -> Value {
    json!({ "AuthFlow": "USER_PASSWORD_AUTH", "ClientId": pool.client_id,
        "AuthParameters": { "USERNAME": name, "PASSWORD": "Wrong-12345" } })
}

#[tokio::test]
async fn r39_a_sign_in_costs_the_same_for_known_and_unknown_users() {
    let pool = TestPool::by_email().await;
    pool.user("ada@example.com").await;
    let (known, known_powers, known_signatures) =
        cost(&pool, "InitiateAuth", sign_in(&pool, "ada@example.com")).await;
    let (unknown, powers, signatures) =
        cost(&pool, "InitiateAuth", sign_in(&pool, "bob@example.com")).await;
    assert_eq!((known.status, &known.text), (unknown.status, &unknown.text));
    assert_eq!((known_powers, known_signatures), (1, 0));
    assert_eq!((powers, signatures), (1, 0));
}

#[tokio::test]
async fn r40_forgot_and_resend_answer_alike_for_known_and_unknown_users() {
    let pool = TestPool::by_email().await;
    pool.user("ada@example.com").await;
    pool.sign_up("eve@example.com").await.ok();
    for (operation, known, unknown) in [
        ("ForgotPassword", "ada@example.com", "abe@example.com"),
        ("ForgotPassword", "eve@example.com", "evi@example.com"),
        (
            "ResendConfirmationCode",
            "eve@example.com",
            "evi@example.com",
        ),
    ] {
        let request = |name: &str| json!({ "ClientId": pool.client_id, "Username": name });
        let (known, known_powers, _) = cost(&pool, operation, request(known)).await;
        let (unknown, powers, _) = cost(&pool, operation, request(unknown)).await;
        assert_eq!(
            (known.status, &known.text, known_powers),
            (unknown.status, &unknown.text, powers),
            "{operation}"
        );
        assert!(known.status.is_success());
    }
}

#[tokio::test]
async fn r40_an_unknown_user_costs_a_commit_too() {
    let pool = TestPool::by_email().await;
    let writes =
        || std::fs::metadata(pool.folder.path().join("pool.db-wal")).map_or(0, |file| file.len());
    let before = writes();
    pool.call(
        "ForgotPassword",
        json!({ "ClientId": pool.client_id, "Username": "nobody@example.com" }),
    )
    .await
    .ok();
    assert!(
        writes() > before,
        "what pretends to send writes as what sends"
    );
}
