//! USER_SRP_AUTH and PASSWORD_VERIFIER.

use poolgate_testkit::{PASSWORD, TestPool};
use serde_json::{Value, json};

const WRONG: (&str, &str) = ("NotAuthorizedException", "Incorrect username or password.");

/// Pools of plain names and of addresses, public and confidential clients.
async fn worlds() -> Vec<(TestPool, &'static str)> {
    let flows = json!([
        "ALLOW_USER_SRP_AUTH",
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH"
    ]);
    let email = json!({ "UsernameAttributes": ["email"], "UsernameConfiguration": { "CaseSensitive": false } });
    vec![
        (
            TestPool::with(json!({}), json!({ "ExplicitAuthFlows": flows })).await,
            "ada",
        ),
        (
            TestPool::with(
                json!({}),
                json!({ "ExplicitAuthFlows": flows, "GenerateSecret": true }),
            )
            .await,
            "ada",
        ),
        (
            TestPool::with(
                email,
                json!({ "ExplicitAuthFlows": flows, "PreventUserExistenceErrors": "ENABLED" }),
            )
            .await,
            "ada@example.com",
        ),
    ]
}

async fn world() -> TestPool {
    worlds().await.remove(0).0
}

#[tokio::test]
async fn the_right_password_is_proved_and_a_wrong_one_is_not() {
    for (pool, name) in worlds().await {
        let user = pool.user(name).await;
        let answer = pool.srp_sign_in(name, PASSWORD).await.ok();
        let claims = TestPool::claims(&answer["AuthenticationResult"]["AccessToken"]);
        assert_eq!(claims["sub"], user.sub.as_str());
        assert_eq!(answer["ChallengeParameters"], json!({}));
        assert_eq!(pool.srp_sign_in(name, "Wrong-123456").await.error(), WRONG);
    }
}

#[tokio::test]
async fn the_challenge_names_what_cognitos_does_and_has_no_session() {
    let pool = world().await;
    pool.user("ada").await;
    let attempt = pool.srp_start("ada").await;
    let names: Vec<&String> = attempt.parameters.as_object().unwrap().keys().collect();
    assert_eq!(
        names,
        [
            "SALT",
            "SECRET_BLOCK",
            "SRP_B",
            "USERNAME",
            "USER_ID_FOR_SRP"
        ]
    );
    assert_eq!(
        (
            &attempt.parameters["USERNAME"],
            &attempt.parameters["USER_ID_FOR_SRP"]
        ),
        (&json!("ada"), &json!("ada"))
    );
    let again = pool.srp_start("ada").await;
    assert_eq!(again.parameters["SALT"], attempt.parameters["SALT"]);
    assert_ne!(again.parameters["SRP_B"], attempt.parameters["SRP_B"]);
}

#[tokio::test]
async fn r54_a_secret_block_counts_once_whether_the_proof_holds_or_not() {
    let pool = world().await;
    pool.user("ada").await;
    let attempt = pool.srp_start("ada").await;
    pool.srp_answer(&attempt, PASSWORD).await.ok();
    assert_eq!(pool.srp_answer(&attempt, PASSWORD).await.error(), WRONG);
    let attempt = pool.srp_start("ada").await;
    assert_eq!(
        pool.srp_answer(&attempt, "Wrong-123456").await.error(),
        WRONG
    );
    assert_eq!(pool.srp_answer(&attempt, PASSWORD).await.error(), WRONG);
}

#[tokio::test]
async fn r54_blocks_and_times_are_valid_for_five_minutes() {
    let pool = world().await;
    pool.user("ada").await;
    let attempt = pool.srp_start("ada").await;
    pool.clock.advance_seconds(300);
    assert_eq!(pool.srp_answer(&attempt, PASSWORD).await.error(), WRONG);
    let early = pool.srp_time();
    pool.clock.advance_seconds(301);
    let attempt = pool.srp_start("ada").await;
    for timestamp in [early.as_str(), "nonsense"] {
        let responses = pool.srp_responses(&attempt, PASSWORD, timestamp);
        assert_eq!(
            pool.respond("PASSWORD_VERIFIER", None, responses)
                .await
                .error(),
            WRONG,
            "{timestamp}"
        );
    }
    pool.srp_answer(&attempt, PASSWORD).await.ok();
}

#[tokio::test]
async fn r54_a_public_value_of_zero_or_of_a_million_digits_is_refused() {
    let pool = world().await;
    pool.user("ada").await;
    for value in ["0", "00000000", "xyz", &"f".repeat(100_000)] {
        let request = json!({ "AuthFlow": "USER_SRP_AUTH", "ClientId": pool.client_id,
            "AuthParameters": { "USERNAME": "ada", "SRP_A": value } });
        assert_eq!(
            pool.call("InitiateAuth", request).await.error().0,
            "InvalidParameterException"
        );
    }
}

#[tokio::test]
async fn r54_an_unknown_user_gets_a_stable_salt_and_the_same_answers() {
    let (pool, _) = worlds().await.remove(2);
    pool.user("ada@example.com").await;
    let known = pool.srp_start("ada@example.com").await;
    let unknown = pool.srp_start("bob@example.com").await;
    let again = pool.srp_start("BOB@example.com").await;
    let id = |attempt: &poolgate_testkit::SrpAttempt| {
        attempt.parameters["USER_ID_FOR_SRP"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(unknown.parameters["SALT"], again.parameters["SALT"]);
    assert_eq!(id(&unknown), id(&again));
    assert_eq!(
        id(&unknown).len(),
        id(&known).len(),
        "a UUID, as a known user's"
    );
    assert_eq!(pool.srp_answer(&unknown, PASSWORD).await.error(), WRONG);

    let pool = world().await;
    let request = json!({ "AuthFlow": "USER_SRP_AUTH", "ClientId": pool.client_id,
        "AuthParameters": { "USERNAME": "nobody", "SRP_A": "abc" } });
    assert_eq!(
        pool.call("InitiateAuth", request).await.error(),
        ("UserNotFoundException", "User does not exist.")
    );
}

#[tokio::test]
async fn a_block_of_another_client_or_of_nobody_is_refused() {
    let pool = world().await;
    pool.user("ada").await;
    let attempt = pool.srp_start("ada").await;
    let request = json!({ "UserPoolId": pool.pool_id, "ClientName": "other", "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"] });
    let other =
        pool.admin("CreateUserPoolClient", request).await.ok()["UserPoolClient"]["ClientId"].take();
    let mut responses = pool.srp_responses(&attempt, PASSWORD, &pool.srp_time());
    let request = json!({ "ClientId": other, "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": responses });
    assert_eq!(
        pool.call("RespondToAuthChallenge", request).await.error(),
        WRONG
    );
    responses["PASSWORD_CLAIM_SECRET_BLOCK"] = json!("bm9uc2Vuc2U=");
    assert_eq!(
        pool.respond("PASSWORD_VERIFIER", None, responses)
            .await
            .error(),
        WRONG
    );
}

#[tokio::test]
async fn missing_responses_and_states_are_named() {
    let pool = world().await;
    pool.sign_up("ada").await.ok();
    let attempt = pool.srp_start("ada").await;
    for missing in [
        "USERNAME",
        "PASSWORD_CLAIM_SIGNATURE",
        "PASSWORD_CLAIM_SECRET_BLOCK",
        "TIMESTAMP",
    ] {
        let mut responses: Value = pool.srp_responses(&attempt, PASSWORD, &pool.srp_time());
        responses.as_object_mut().unwrap().remove(missing);
        let text = format!("Missing required parameter {missing}");
        assert_eq!(
            pool.respond("PASSWORD_VERIFIER", None, responses)
                .await
                .error(),
            ("InvalidParameterException", text.as_str())
        );
    }
    assert_eq!(
        pool.srp_answer(&attempt, PASSWORD).await.error(),
        ("UserNotConfirmedException", "User is not confirmed.")
    );
}

#[tokio::test]
async fn parallel_answers_with_one_block_succeed_once() {
    let pool = world().await;
    pool.user("ada").await;
    let attempt = pool.srp_start("ada").await;
    let answers =
        futures::future::join_all((0..10).map(|_| pool.srp_answer(&attempt, PASSWORD))).await;
    assert_eq!(
        answers
            .iter()
            .filter(|answer| answer.status.is_success())
            .count(),
        1
    );
    assert!(answers.iter().all(|answer| answer.status.as_u16() < 500));
}

#[tokio::test]
async fn r54_a_proof_of_a_user_who_may_not_sign_in_is_used_up_all_the_same() {
    let pool = world().await;
    pool.sign_up("ada").await.ok();
    let attempt = pool.srp_start("ada").await;
    let unconfirmed = ("UserNotConfirmedException", "User is not confirmed.");
    assert_eq!(
        pool.srp_answer(&attempt, PASSWORD).await.error(),
        unconfirmed
    );
    pool.admin(
        "AdminConfirmSignUp",
        json!({ "UserPoolId": pool.pool_id, "Username": "ada" }),
    )
    .await
    .ok();
    assert_eq!(pool.srp_answer(&attempt, PASSWORD).await.error(), WRONG);
    pool.srp_sign_in("ada", PASSWORD).await.ok();
}
