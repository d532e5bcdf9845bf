//! Many at once: names, aliases and codes are given once.

use poolgate_testkit::{PASSWORD, TestPool};
use serde_json::json;

/// The answers' types, and how many of each.
fn tally(answers: &[poolgate_testkit::Answer]) -> (usize, usize) {
    let successes = answers.iter().filter(|answer| answer.status.is_success());
    let taken = answers.iter().filter(|answer| {
        !answer.status.is_success() && answer.error().0 == "UsernameExistsException"
    });
    (successes.count(), taken.count())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn f15_of_fifty_sign_ups_of_one_name_one_succeeds() {
    let insensitive = json!({ "UsernameConfiguration": { "CaseSensitive": false } });
    let pool = TestPool::with(insensitive, json!({})).await;
    for round in 0..5 {
        let variants = [
            format!("ada{round}"),
            format!("ADA{round}"),
            format!("\u{ff41}da{round}"),
            format!("Ad\u{ff21}{round}"),
        ];
        let attempts = (0..50).map(|number| {
            let request = json!({ "ClientId": pool.client_id, "Username": variants[number % variants.len()],
                "Password": PASSWORD, "UserAttributes": [{ "Name": "email", "Value": "ada@example.com" }] });
            pool.call("SignUp", request)
        });
        let answers = futures::future::join_all(attempts).await;
        assert_eq!(tally(&answers), (1, 49), "round {round}");
    }
    let users = pool.admin("ListUsers", json!({ "UserPoolId": pool.pool_id }));
    assert_eq!(users.await.ok()["Users"].as_array().unwrap().len(), 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn f15_of_fifty_users_with_one_address_one_is_created_by_whichever_operation() {
    let pool = TestPool::by_email().await;
    for round in 0..3 {
        let variants = [
            format!("ada{round}@example.com"),
            format!("Ada{round}@EXAMPLE.com"),
            format!("ada{round}@e\u{ff58}ample.com"),
        ];
        let attempts = (0..50).map(|number| {
            let name = &variants[number % variants.len()];
            let sign_up =
                json!({ "ClientId": pool.client_id, "Username": name, "Password": PASSWORD });
            let create = json!({ "UserPoolId": pool.pool_id, "Username": name });
            let pool = &pool;
            async move {
                if number % 2 == 0 {
                    pool.call("SignUp", sign_up).await
                } else {
                    pool.admin("AdminCreateUser", create).await
                }
            }
        });
        let answers = futures::future::join_all(attempts).await;
        assert_eq!(tally(&answers), (1, 49), "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn f17_a_code_that_comes_back_many_times_at_once_counts_once() {
    let pool = TestPool::new().await;
    let user = pool.user("ada").await;
    let token = pool.sign_in(&user).await["AccessToken"].take();
    for round in 0..3 {
        pool.clock.advance_seconds(3600 * i64::from(round > 0));
        let token = if round == 0 {
            token.clone()
        } else {
            pool.sign_in(&user).await["AccessToken"].take()
        };
        pool.clock.advance_seconds(1);
        let ask = json!({ "AccessToken": token, "AttributeName": "email" });
        pool.call("GetUserAttributeVerificationCode", ask)
            .await
            .ok();
        let code = pool.newest_code().await;
        let verify = json!({ "AccessToken": token, "AttributeName": "email", "Code": code });
        let attempts = (0..50).map(|_| pool.call("VerifyUserAttribute", verify.clone()));
        let answers = futures::future::join_all(attempts).await;
        let successes = answers.iter().filter(|answer| answer.status.is_success());
        assert_eq!(successes.count(), 1, "round {round}");
        assert!(answers.iter().all(|answer| answer.status.as_u16() < 500));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn parallel_writes_of_different_attributes_are_all_kept() {
    let pool = TestPool::new().await;
    pool.user("ada").await;
    let names = ["name", "nickname", "locale", "website", "gender"];
    let writes = names.map(|name| {
        let request = json!({ "UserPoolId": pool.pool_id, "Username": "ada",
            "UserAttributes": [{ "Name": name, "Value": "x" }] });
        pool.admin("AdminUpdateUserAttributes", request)
    });
    for answer in futures::future::join_all(writes).await {
        answer.ok();
    }
    for name in names {
        assert_eq!(pool.attribute("ada", name).await.as_deref(), Some("x"));
    }
}
