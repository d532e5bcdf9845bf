//! CUSTOM_AUTH without a password.

use poolgate_pool::trigger::InvokeError;
use poolgate_testkit::{Answer, TestPool, TestTriggers};
use serde_json::{Value, json};

pub(super) const FUNCTIONS: [&str; 3] = [
    "DefineAuthChallenge",
    "CreateAuthChallenge",
    "VerifyAuthChallengeResponse",
];

pub(super) const NEXT: fn() -> Value = || json!({ "challengeName": "CUSTOM_CHALLENGE", "issueTokens": false, "failAuthentication": false });

/// Three challenges at most, and tokens after the first right answer; the answer is 42.
pub(super) fn script(pool: &TestPool) {
    pool.triggers.on("DefineAuthChallenge", |event| {
        let session = event["request"]["session"].as_array().unwrap();
        let right = |last: &Value| {
            last["challengeResult"] == true && last["challengeName"] == "CUSTOM_CHALLENGE"
        };
        let mut event = event.clone();
        event["response"] = match session.last() {
            Some(last) if right(last) => {
                json!({ "issueTokens": true, "failAuthentication": false })
            }
            _ if session.len() >= 3 => json!({ "issueTokens": false, "failAuthentication": true }),
            _ => NEXT(),
        };
        Ok(event)
    });
    pool.triggers.respond(
        "CreateAuthChallenge",
        json!({ "publicChallengeParameters": { "question": "what?" }, "privateChallengeParameters": { "answer": "42" },
            "challengeMetadata": "QUESTION" }),
    );
    pool.triggers.on("VerifyAuthChallengeResponse", |event| {
        let request = &event["request"];
        let right = request["challengeAnswer"] == request["privateChallengeParameters"]["answer"];
        let mut event = event.clone();
        event["response"] = json!({ "answerCorrect": right });
        Ok(event)
    });
}

pub(super) async fn pool(client: Value) -> TestPool {
    let mut all = json!({ "ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] });
    all.as_object_mut()
        .unwrap()
        .extend(client.as_object().unwrap().clone());
    let pool = TestPool::with(TestTriggers::config(&FUNCTIONS), all).await;
    script(&pool);
    pool
}

pub(super) async fn begin(pool: &TestPool, name: &str) -> Answer {
    let request = json!({ "AuthFlow": "CUSTOM_AUTH", "ClientId": pool.client_id,
        "AuthParameters": { "USERNAME": name }, "ClientMetadata": { "not": "passed" } });
    pool.call("InitiateAuth", request).await
}

pub(super) async fn answer(pool: &TestPool, challenge: &Value, answer: &str) -> Answer {
    let responses =
        json!({ "USERNAME": challenge["ChallengeParameters"]["USERNAME"], "ANSWER": answer });
    pool.respond("CUSTOM_CHALLENGE", Some(&challenge["Session"]), responses)
        .await
}

const REFUSED: (&str, &str) = ("NotAuthorizedException", "Incorrect username or password.");

#[tokio::test]
async fn the_functions_are_asked_in_their_order_as_aws_asks_them() {
    let pool = pool(json!({})).await;
    let ada = pool.user("ada").await;
    let challenge = begin(&pool, "ada").await.ok();
    assert_eq!(challenge["ChallengeName"], "CUSTOM_CHALLENGE");
    assert_eq!(
        challenge["ChallengeParameters"],
        json!({ "question": "what?", "USERNAME": "ada" })
    );
    let attributes = json!({ "sub": ada.sub, "email": "ada@example.com", "email_verified": "true",
        "cognito:user_status": "CONFIRMED" });
    let event = |source: &str, request: Value, response: Value| {
        json!({ "version": "1", "region": "us-east-1", "userPoolId": pool.pool_id, "userName": "ada",
            "callerContext": { "awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": pool.client_id },
            "triggerSource": format!("{source}_Authentication"), "request": request, "response": response })
    };
    let define = json!({ "challengeName": null, "issueTokens": null, "failAuthentication": null });
    let create = json!({ "publicChallengeParameters": null, "privateChallengeParameters": null, "challengeMetadata": null });
    assert_eq!(
        pool.triggers.events(),
        [
            event(
                "DefineAuthChallenge",
                json!({ "userAttributes": attributes, "session": [], "userNotFound": false }),
                define.clone()
            ),
            event(
                "CreateAuthChallenge",
                json!({ "userAttributes": attributes, "challengeName": "CUSTOM_CHALLENGE", "session": [],
                    "userNotFound": false }),
                create
            ),
        ]
    );
    let request = json!({ "ClientId": pool.client_id, "ChallengeName": "CUSTOM_CHALLENGE", "Session": challenge["Session"],
        "ChallengeResponses": { "USERNAME": "ada", "ANSWER": "42" }, "ClientMetadata": { "a": "b" } });
    let signed_in = pool.call("RespondToAuthChallenge", request).await.ok();
    assert!(signed_in["AuthenticationResult"]["AccessToken"].is_string());
    assert_eq!(
        pool.triggers.events(),
        [
            event(
                "VerifyAuthChallengeResponse",
                json!({ "userAttributes": attributes, "privateChallengeParameters": { "answer": "42" },
                    "challengeAnswer": "42", "clientMetadata": { "a": "b" }, "userNotFound": false }),
                json!({ "answerCorrect": null })
            ),
            event(
                "DefineAuthChallenge",
                json!({ "userAttributes": attributes, "session": [{ "challengeName": "CUSTOM_CHALLENGE",
                    "challengeResult": true, "challengeMetadata": "QUESTION" }],
                    "clientMetadata": { "a": "b" }, "userNotFound": false }),
                define
            ),
        ]
    );
}

#[tokio::test]
async fn a_wrong_answer_ends_nothing_until_the_function_says_so() {
    let pool = pool(json!({})).await;
    pool.user("ada").await;
    let first = begin(&pool, "ada").await.ok();
    let second = answer(&pool, &first, "1").await.ok();
    assert_eq!(second["ChallengeName"], "CUSTOM_CHALLENGE");
    assert_ne!(second["Session"], first["Session"]);
    let third = answer(&pool, &second, "2").await.ok();
    assert_eq!(answer(&pool, &third, "3").await.error(), REFUSED);
    let first = begin(&pool, "ada").await.ok();
    let second = answer(&pool, &first, "1").await.ok();
    answer(&pool, &second, "42").await.ok();
}

#[tokio::test]
async fn r49_a_session_counts_once_whatever_the_answer_is() {
    let pool = pool(json!({})).await;
    pool.user("ada").await;
    let used = (
        "NotAuthorizedException",
        "Invalid session for the user, session can only be used once.",
    );
    let first = begin(&pool, "ada").await.ok();
    answer(&pool, &first, "1").await.ok();
    assert_eq!(answer(&pool, &first, "42").await.error(), used);
    // Many guesses at once are one guess.
    let first = begin(&pool, "ada").await.ok();
    pool.triggers.events();
    let guesses = (0..8).map(|number| {
        let (pool, first) = (&pool, &first);
        async move { answer(pool, first, &number.to_string()).await }
    });
    futures::future::join_all(guesses).await;
    let verified = pool.triggers.sources();
    let verified = verified
        .iter()
        .filter(|source| source.starts_with("Verify"))
        .count();
    assert_eq!(verified, 1);
}

#[tokio::test]
async fn r49_a_session_expires_and_belongs_to_one_user_client_and_challenge() {
    let pool = pool(json!({})).await;
    pool.user("ada").await;
    pool.user("bob").await;
    let invalid = ("NotAuthorizedException", "Invalid session for the user.");
    let challenge = begin(&pool, "ada").await.ok();
    let responses = json!({ "USERNAME": "bob", "ANSWER": "42" });
    let session = Some(&challenge["Session"]);
    assert_eq!(
        pool.respond("CUSTOM_CHALLENGE", session, responses)
            .await
            .error(),
        invalid
    );
    let responses = json!({ "USERNAME": "ada", "SMS_MFA_CODE": "123456" });
    assert_eq!(
        pool.respond("SMS_MFA", session, responses).await.error(),
        invalid
    );
    let client = json!({ "UserPoolId": pool.pool_id, "ClientName": "other", "ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH"] });
    let other = pool.admin("CreateUserPoolClient", client).await.ok();
    let request = json!({ "ClientId": other["UserPoolClient"]["ClientId"], "ChallengeName": "CUSTOM_CHALLENGE",
        "Session": challenge["Session"], "ChallengeResponses": { "USERNAME": "ada", "ANSWER": "42" } });
    assert_eq!(
        pool.call("RespondToAuthChallenge", request).await.error(),
        invalid
    );
    pool.clock.advance_seconds(3 * 60);
    assert_eq!(
        answer(&pool, &challenge, "42").await.error(),
        (
            "NotAuthorizedException",
            "Invalid session for the user, session is expired."
        )
    );
    assert!(
        !pool
            .triggers
            .sources()
            .contains(&"VerifyAuthChallengeResponse_Authentication".to_owned())
    );
}

#[tokio::test]
async fn the_secret_half_of_a_challenge_never_reaches_the_client() {
    let pool = pool(json!({})).await;
    pool.user("ada").await;
    let secret = "the-answer-that-nobody-sees";
    let created = json!({ "privateChallengeParameters": { "answer": secret } });
    pool.triggers.respond("CreateAuthChallenge", created);
    let answer = begin(&pool, "ada").await;
    assert!(!answer.text.contains(secret));
    let session = answer.ok()["Session"].as_str().unwrap().to_owned();
    let bytes =
        base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, session).unwrap();
    assert!(
        !bytes
            .windows(secret.len())
            .any(|window| window == secret.as_bytes())
    );
}

#[tokio::test]
async fn a_challenge_that_no_client_could_send_back_is_none() {
    let pool = pool(json!({})).await;
    pool.user("ada").await;
    let created = json!({ "privateChallengeParameters": { "answer": "a".repeat(4000) } });
    pool.triggers.respond("CreateAuthChallenge", created);
    assert_eq!(
        begin(&pool, "ada").await.error().0,
        "InvalidLambdaResponseException"
    );
}

#[tokio::test]
async fn r39_nobody_is_challenged_where_users_are_hidden_and_never_signed_in() {
    let pool = pool(json!({ "PreventUserExistenceErrors": "ENABLED" })).await;
    let challenge = begin(&pool, "nobody").await.ok();
    assert_eq!(
        challenge["ChallengeParameters"],
        json!({ "question": "what?", "USERNAME": "nobody" })
    );
    assert_eq!(answer(&pool, &challenge, "42").await.error(), REFUSED);
    for event in pool.triggers.events() {
        assert_eq!(event["userName"], "nobody");
        assert_eq!(event["request"]["userNotFound"], true);
        assert_eq!(event["request"]["userAttributes"], json!({}));
    }
    let pool = self::pool(json!({})).await;
    assert_eq!(
        begin(&pool, "nobody").await.error(),
        ("UserNotFoundException", "User does not exist.")
    );
    assert!(pool.triggers.events().is_empty());
}

#[tokio::test]
async fn the_users_own_state_counts_after_the_functions() {
    let pool = pool(json!({})).await;
    pool.sign_up("new").await.ok();
    let challenge = begin(&pool, "new").await.ok();
    assert_eq!(
        answer(&pool, &challenge, "42").await.error(),
        ("UserNotConfirmedException", "User is not confirmed.")
    );
    pool.user("ada").await;
    let temporary = json!({ "UserPoolId": pool.pool_id, "Username": "ada", "Password": "Temporary-1", "Permanent": false });
    pool.admin("AdminSetUserPassword", temporary).await.ok();
    let challenge = begin(&pool, "ada").await.ok();
    let next = answer(&pool, &challenge, "42").await.ok();
    assert_eq!(next["ChallengeName"], "NEW_PASSWORD_REQUIRED");
    let responses = json!({ "USERNAME": "ada", "NEW_PASSWORD": "Other-123456" });
    pool.respond("NEW_PASSWORD_REQUIRED", Some(&next["Session"]), responses)
        .await
        .ok();
    let disabled = json!({ "UserPoolId": pool.pool_id, "Username": "ada" });
    let challenge = begin(&pool, "ada").await.ok();
    pool.admin("AdminDisableUser", disabled).await.ok();
    assert_eq!(
        answer(&pool, &challenge, "42").await.error(),
        ("NotAuthorizedException", "User is disabled.")
    );
}

#[tokio::test]
async fn whatever_fails_ends_the_sign_in() {
    for function in FUNCTIONS {
        let pool = pool(json!({})).await;
        pool.user("ada").await;
        let challenge = begin(&pool, "ada").await.ok();
        pool.triggers
            .fail(function, InvokeError::Function("no".to_owned()));
        let text = format!("{function} failed with error no.");
        let failed = answer(&pool, &challenge, "1").await;
        assert_eq!(
            failed.error(),
            ("UserLambdaValidationException", text.as_str())
        );
        script(&pool);
        assert_eq!(
            answer(&pool, &challenge, "42").await.error().0,
            "NotAuthorizedException"
        );
    }
}

#[tokio::test]
async fn answers_that_say_nothing_are_none() {
    let pool = pool(json!({})).await;
    pool.user("ada").await;
    for response in [
        json!({}),
        json!({ "challengeName": "SMS_MFA" }),
        json!({ "challengeName": "PASSWORD_VERIFIER" }),
    ] {
        pool.triggers.respond("DefineAuthChallenge", response);
        assert_eq!(
            begin(&pool, "ada").await.error().0,
            "InvalidLambdaResponseException"
        );
    }
    // Both at once is no.
    pool.triggers.respond(
        "DefineAuthChallenge",
        json!({ "issueTokens": true, "failAuthentication": true }),
    );
    assert_eq!(begin(&pool, "ada").await.error(), REFUSED);
    script(&pool);
    let challenge = begin(&pool, "ada").await.ok();
    pool.triggers
        .respond("VerifyAuthChallengeResponse", json!({}));
    assert_eq!(
        answer(&pool, &challenge, "42").await.error().0,
        "InvalidLambdaResponseException"
    );
}

#[tokio::test]
async fn the_flow_needs_all_its_functions_and_parameters() {
    let only = TestTriggers::config(&["DefineAuthChallenge"]);
    let client = json!({ "ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH"] });
    let pool = TestPool::with(only, client).await;
    pool.triggers.respond("DefineAuthChallenge", NEXT());
    pool.user("ada").await;
    assert_eq!(
        begin(&pool, "ada").await.error(),
        (
            "InvalidParameterException",
            "Custom auth lambda trigger is not configured for the user pool."
        )
    );
    let pool = self::pool(json!({})).await;
    pool.user("ada").await;
    let challenge = begin(&pool, "ada").await.ok();
    let session = Some(&challenge["Session"]);
    let answer = pool
        .respond("CUSTOM_CHALLENGE", session, json!({ "USERNAME": "ada" }))
        .await;
    assert_eq!(
        answer.error(),
        (
            "InvalidParameterException",
            "Missing required parameter ANSWER"
        )
    );
}

#[tokio::test]
async fn administrators_programs_do_the_same() {
    let pool = pool(json!({})).await;
    pool.user("ada").await;
    let request = json!({ "AuthFlow": "CUSTOM_AUTH", "ClientId": pool.client_id, "UserPoolId": pool.pool_id,
        "AuthParameters": { "USERNAME": "ada" } });
    let challenge = pool.admin("AdminInitiateAuth", request).await.ok();
    assert_eq!(challenge["ChallengeName"], "CUSTOM_CHALLENGE");
    let request = json!({ "ClientId": pool.client_id, "UserPoolId": pool.pool_id, "ChallengeName": "CUSTOM_CHALLENGE",
        "Session": challenge["Session"], "ChallengeResponses": { "USERNAME": "ada", "ANSWER": "42" } });
    let answer = pool
        .admin("AdminRespondToAuthChallenge", request)
        .await
        .ok();
    assert!(answer["AuthenticationResult"]["AccessToken"].is_string());
}
