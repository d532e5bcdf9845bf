//! Passkeys: many answers at once.

use poolgate_testkit::{Authenticator, TestPool};
use serde_json::{Value, json};

async fn world() -> (TestPool, Value, Authenticator) {
    let settings = json!({ "Policies": { "SignInPolicy": { "AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"] } } });
    let flows = json!([
        "ALLOW_USER_AUTH",
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH"
    ]);
    let pool = TestPool::with(settings, json!({ "ExplicitAuthFlows": flows })).await;
    let request = json!({
        "UserPoolId": pool.pool_id, "WebAuthnConfiguration": { "RelyingPartyId": "localhost" }
    });
    pool.admin("SetUserPoolMfaConfig", request).await.ok();
    let user = pool.user("ada").await;
    let token = pool.sign_in(&user).await["AccessToken"].take();
    let authenticator = Authenticator::at("http://localhost:3000");
    (pool, token, authenticator)
}

async fn options(pool: &TestPool, token: &Value) -> Value {
    let request = json!({ "AccessToken": token });
    pool.call("StartWebAuthnRegistration", request).await.ok()["CredentialCreationOptions"].take()
}

fn successes(answers: &[poolgate_testkit::Answer]) -> usize {
    assert!(answers.iter().all(|answer| answer.status.as_u16() < 500));
    answers
        .iter()
        .filter(|answer| answer.status.is_success())
        .count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r49_of_many_answers_to_one_challenge_one_counts() {
    let (pool, token, mut authenticator) = world().await;
    let asked = options(&pool, &token).await;
    let credentials: Vec<_> = (0..20).map(|_| authenticator.create(&asked)).collect();
    let attempts = credentials.iter().map(|credential| {
        let request = json!({ "AccessToken": token, "Credential": credential });
        pool.call("CompleteWebAuthnRegistration", request)
    });
    assert_eq!(successes(&futures::future::join_all(attempts).await), 1);

    let request = json!({
        "AuthFlow": "USER_AUTH", "ClientId": pool.client_id,
        "AuthParameters": { "USERNAME": "ada", "PREFERRED_CHALLENGE": "WEB_AUTHN" }
    });
    let asked = pool.call("InitiateAuth", request).await.ok();
    let options = asked["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"].as_str();
    let options: Value = serde_json::from_str(options.unwrap()).unwrap();
    let answers: Vec<_> = (0..20)
        .map(|_| authenticator.get(&options).to_string())
        .collect();
    let attempts = answers.iter().map(|answer| {
        let responses = json!({ "USERNAME": "ada", "CREDENTIAL": answer });
        pool.respond("WEB_AUTHN", Some(&asked["Session"]), responses)
    });
    assert_eq!(successes(&futures::future::join_all(attempts).await), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_gets_more_than_twenty_passkeys_at_once() {
    let (pool, token, mut authenticator) = world().await;
    let mut requests = Vec::new();
    for _ in 0..30 {
        let asked = options(&pool, &token).await;
        let credential = authenticator.create(&asked);
        requests.push(json!({ "AccessToken": token, "Credential": credential }));
    }
    let attempts = requests.into_iter();
    let attempts = attempts.map(|request| pool.call("CompleteWebAuthnRegistration", request));
    assert_eq!(successes(&futures::future::join_all(attempts).await), 20);
}
