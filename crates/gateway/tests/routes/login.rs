//! `POST /auth/login`.

use serde_json::{Value, json};

use crate::token::SUB;
use crate::world::{Answer, World};

async fn login(world: &World) -> Answer {
    let body = json!({"email": "User@example.com", "password": "Test123456"});
    world.post("/auth/login", body).await
}

#[tokio::test]
async fn the_answer_has_tokens_and_the_user() {
    let world = World::new().await;
    let answer = login(&world).await.ok();
    let keys: Vec<_> = answer.body.as_object().expect("an object").keys().collect();
    assert_eq!(
        keys,
        [
            "success",
            "access_token",
            "id_token",
            "refresh_token",
            "token_type",
            "expires_in",
            "user"
        ]
    );
    assert_eq!(answer.body["refresh_token"], "refresh-1");
    assert_eq!(answer.body["token_type"], "Bearer");
    assert_eq!(answer.body["expires_in"], 3600);
    assert_eq!(
        answer.body["user"],
        json!({
            "sub": SUB, "username": "User@example.com", "email": "user@example.com",
            "email_verified": true, "groups": ["admins"]
        })
    );
    assert!(answer.header("set-cookie").is_none());
    assert_eq!(
        world.pool.last(),
        json!({
            "AuthFlow": "USER_PASSWORD_AUTH", "ClientId": crate::token::CLIENT_ID,
            "AuthParameters": {"USERNAME": "User@example.com", "PASSWORD": "Test123456"}
        })
    );
}

#[tokio::test]
async fn a_challenge_is_passed_on() {
    let world = World::new().await;
    world.pool.on(
        "InitiateAuth",
        json!({
            "ChallengeName": "SOMETHING_NEW", "Session": "pool-session",
            "ChallengeParameters": {"HINT": "x"}
        }),
    );
    let answer = login(&world).await.ok();
    assert_eq!(answer.body["success"], true);
    assert_eq!(answer.body["challenge"]["name"], "SOMETHING_NEW");
    assert_eq!(answer.body["challenge"]["parameters"], json!({"HINT": "x"}));
    let session = answer.body["challenge"]["session"]
        .as_str()
        .expect("a session");
    assert!(!session.contains("pool-session"));
    assert!(answer.body.get("access_token").is_none());
}

#[tokio::test]
async fn r39_a_wrong_password_and_an_unknown_user_look_the_same() {
    let world = World::new().await;
    let mut seen: Vec<(u16, usize, Value)> = Vec::new();
    for (exception, message) in [
        ("NotAuthorizedException", "Incorrect username or password."),
        ("UserNotFoundException", "User does not exist."),
    ] {
        world.pool.refuse("InitiateAuth", exception, message);
        let mut answer = login(&world).await;
        let length = answer.text.len();
        answer.body["request_id"] = json!("-");
        seen.push((answer.status.as_u16(), length, answer.body));
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0].0, 401);
    assert_eq!(world.pool.calls().len(), 2, "the same work for both");
}

#[tokio::test]
async fn what_the_pool_says_of_the_account_is_told() {
    let world = World::new().await;
    for (exception, message, status, code) in [
        (
            "UserNotConfirmedException",
            "User is not confirmed.",
            403,
            "user_not_confirmed",
        ),
        (
            "PasswordResetRequiredException",
            "Password reset required for the user",
            403,
            "password_reset_required",
        ),
        (
            "NotAuthorizedException",
            "User is disabled.",
            403,
            "user_disabled",
        ),
        (
            "NotAuthorizedException",
            "Password attempts exceeded",
            429,
            "too_many_attempts",
        ),
        (
            "NotAuthorizedException",
            "Temporary password has expired and must be reset by an administrator.",
            403,
            "temporary_password_expired",
        ),
    ] {
        world.pool.refuse("InitiateAuth", exception, message);
        assert_eq!(login(&world).await.refusal(), (status, code), "{message}");
    }
}

#[tokio::test]
async fn an_unknown_mode_is_refused() {
    let world = World::new().await;
    let body = json!({"email": "a@b.c", "password": "x", "mode": "tokens", "remember": true});
    world.post("/auth/login", body).await.ok();
    let body = json!({"email": "a@b.c", "password": "x", "mode": "other"});
    let answer = world.post("/auth/login", body).await;
    assert_eq!(answer.refusal(), (400, "validation_failed"));
    assert!(answer.body["fields"].get("mode").is_some());
}
