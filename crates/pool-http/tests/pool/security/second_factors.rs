//! Codes of sign-ins: many answers at once.

use poolgate_pool::Clock as _;
use poolgate_testkit::{Answer, PASSWORD, TestPool, TestUser};
use serde_json::{Value, json};

async fn world() -> (TestPool, TestUser) {
    let policy = json!({ "AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"] });
    let flows = json!([
        "ALLOW_USER_AUTH",
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH"
    ]);
    let pool = TestPool::with(
        json!({ "Policies": { "SignInPolicy": policy } }),
        json!({ "ExplicitAuthFlows": flows }),
    )
    .await;
    let user = pool.user("ada").await;
    (pool, user)
}

/// How many of the answers signed in.
fn signed_in(answers: Vec<Answer>) -> usize {
    let mut count = 0;
    for answer in answers {
        assert!(answer.status.as_u16() < 500, "{}", answer.text);
        count += usize::from(answer.body["AuthenticationResult"].is_object());
    }
    count
}

/// Answers the challenge of each session at once.
async fn race(pool: &TestPool, name: &str, sessions: &[Value], responses: &Value) -> usize {
    let attempts = sessions.iter();
    let attempts = attempts.map(|session| pool.respond(name, Some(session), responses.clone()));
    signed_in(futures::future::join_all(attempts).await)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r44_of_many_answers_with_one_code_in_one_session_one_counts() {
    let (pool, _) = world().await;
    for _ in 0..3 {
        let request = json!({
            "AuthFlow": "USER_AUTH", "ClientId": pool.client_id,
            "AuthParameters": { "USERNAME": "ada", "PREFERRED_CHALLENGE": "EMAIL_OTP" }
        });
        let mut asked = pool.call("InitiateAuth", request).await.ok();
        let sessions = vec![asked["Session"].take(); 20];
        let code = pool.newest_code().await;
        let responses = json!({ "USERNAME": "ada", "EMAIL_OTP_CODE": code });
        assert_eq!(race(&pool, "EMAIL_OTP", &sessions, &responses).await, 1);
        pool.clock.advance_seconds(1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r47_a_code_of_an_app_counts_once_in_one_session_and_in_many() {
    let (pool, user) = world().await;
    let token = pool.sign_in(&user).await["AccessToken"].take();
    let request = json!({
        "UserPoolId": pool.pool_id, "MfaConfiguration": "ON",
        "SoftwareTokenMfaConfiguration": { "Enabled": true }
    });
    pool.admin("SetUserPoolMfaConfig", request).await.ok();
    let own = json!({ "AccessToken": token });
    let secret = pool.call("AssociateSoftwareToken", own.clone()).await.ok();
    let secret = secret["SecretCode"].as_str().unwrap();
    let code = || poolgate_crypto::totp_code(secret, pool.clock.now().0 / 1000).unwrap();
    let mut verify = own;
    verify["UserCode"] = json!(code());
    pool.call("VerifySoftwareToken", verify).await.ok();
    for in_one in [true, false] {
        pool.clock.advance_seconds(30);
        let mut sessions = Vec::new();
        for _ in 0..10 {
            let mut asked = pool.sign_in_with("ada", PASSWORD).await.ok();
            sessions.push(asked["Session"].take());
        }
        if in_one {
            sessions = vec![sessions[0].clone(); 10];
        }
        let responses = json!({ "USERNAME": "ada", "SOFTWARE_TOKEN_MFA_CODE": code() });
        let name = "SOFTWARE_TOKEN_MFA";
        assert_eq!(race(&pool, name, &sessions, &responses).await, 1);
    }
}
