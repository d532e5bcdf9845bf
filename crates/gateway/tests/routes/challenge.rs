//! `POST /auth/challenge`.

use serde_json::{Value, json};

use crate::world::World;

/// A sign-in that stops at a challenge; its session.
pub(crate) async fn start(world: &World) -> Value {
    world.pool.on(
        "InitiateAuth",
        json!({
            "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": "pool-session-1",
            "ChallengeParameters": {"USER_ID_FOR_SRP": "internal-name"}
        }),
    );
    let body = json!({"email": "user@example.com", "password": "Temp123456"});
    let answer = world.post("/auth/login", body).await.ok();
    answer.body["challenge"]["session"].clone()
}

fn answer(session: &Value) -> Value {
    json!({
        "session": session, "name": "NEW_PASSWORD_REQUIRED",
        "responses": {"NEW_PASSWORD": "Test123456", "USERNAME": "somebody-else"}
    })
}

#[tokio::test]
async fn the_session_carries_all_that_the_answer_needs() {
    let world = World::new().await;
    let session = start(&world).await;
    let done = world.post("/auth/challenge", answer(&session)).await.ok();
    assert_eq!(done.body["user"]["username"], "user@example.com");
    assert!(done.body["access_token"].is_string());
    let call = world.pool.last();
    assert_eq!(call["Session"], "pool-session-1");
    assert_eq!(call["ChallengeName"], "NEW_PASSWORD_REQUIRED");
    assert_eq!(
        call["ChallengeResponses"],
        json!({"NEW_PASSWORD": "Test123456", "USERNAME": "internal-name"})
    );
}

#[tokio::test]
async fn one_challenge_can_follow_another() {
    let world = World::new().await;
    let session = start(&world).await;
    world.pool.on(
        "RespondToAuthChallenge",
        json!({"ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": "pool-session-2", "ChallengeParameters": {}}),
    );
    let next = world.post("/auth/challenge", answer(&session)).await.ok();
    assert_eq!(next.body["challenge"]["name"], "SOFTWARE_TOKEN_MFA");
    let session = &next.body["challenge"]["session"];
    let body = json!({"session": session, "name": "SOFTWARE_TOKEN_MFA", "responses": {"SOFTWARE_TOKEN_MFA_CODE": "123456"}});
    world.post("/auth/challenge", body).await.ok();
    let call = world.pool.last();
    assert_eq!(call["Session"], "pool-session-2");
    assert_eq!(call["ChallengeResponses"]["USERNAME"], "internal-name");
}

#[tokio::test]
async fn r48_a_session_that_is_not_ours_is_refused_unasked() {
    let world = World::new().await;
    let before = world.pool.calls().len();
    for session in ["pool-session-1", "AAAA", "A".repeat(4000).as_str()] {
        let refused = world.post("/auth/challenge", answer(&json!(session))).await;
        assert_eq!(refused.refusal(), (401, "invalid_session"));
    }
    assert_eq!(world.pool.calls().len(), before);
}

#[tokio::test]
async fn a_refused_new_password_names_its_response() {
    let world = World::new().await;
    let session = start(&world).await;
    world.pool.refuse(
        "RespondToAuthChallenge",
        "InvalidPasswordException",
        "Password did not conform with password policy: Password not long enough",
    );
    let refused = world.post("/auth/challenge", answer(&session)).await;
    assert_eq!(refused.refusal(), (400, "invalid_password"));
    assert!(
        refused.body["fields"]
            .get("responses.NEW_PASSWORD")
            .is_some()
    );
}

#[tokio::test]
async fn a_wrong_code_leaves_the_session_open() {
    let world = World::new().await;
    let session = start(&world).await;
    world.pool.refuse(
        "RespondToAuthChallenge",
        "CodeMismatchException",
        "Invalid code received for user",
    );
    let refused = world.post("/auth/challenge", answer(&session)).await;
    assert_eq!(refused.refusal(), (400, "invalid_code"));
    world
        .pool
        .on("RespondToAuthChallenge", crate::pool::tokens());
    world.post("/auth/challenge", answer(&session)).await.ok();
}
