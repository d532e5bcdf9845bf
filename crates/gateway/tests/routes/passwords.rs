//! `POST /auth/forgot-password`, `/auth/reset-password`, `/auth/change-password`.

use std::sync::Arc;

use poolgate_gateway::RefusedPasswords;
use serde_json::{Value, json};

use crate::world::{Answer, World};

async fn forgot(world: &World) -> Answer {
    world
        .post(
            "/auth/forgot-password",
            json!({"email": "user@example.com"}),
        )
        .await
}

fn reset() -> Value {
    json!({"email": "user@example.com", "code": "123456", "new_password": "Test1234567"})
}

fn change() -> Value {
    json!({"current_password": "Test123456", "new_password": "Test1234567"})
}

#[tokio::test]
async fn a_code_is_sent_and_the_answer_says_where() {
    let world = World::new().await;
    let answer = forgot(&world).await.ok();
    assert_eq!(answer.body["success"], true);
    assert_eq!(answer.body["delivery"]["medium"], "EMAIL");
}

#[tokio::test]
async fn r40_an_account_that_cannot_be_reset_answers_like_any_other() {
    let world = World::new().await;
    let stranger = forgot(&world).await.ok();
    for (exception, message) in [
        (
            "InvalidParameterException",
            "Cannot reset password for the user as there is no registered/verified email or phone_number",
        ),
        (
            "NotAuthorizedException",
            "User password cannot be reset in the current state.",
        ),
        ("NotAuthorizedException", "User is disabled."),
    ] {
        world.pool.refuse("ForgotPassword", exception, message);
        let known = forgot(&world).await.ok();
        assert_eq!(known.body, stranger.body, "{message}");
    }
}

#[tokio::test]
async fn an_unknown_account_is_404_only_where_the_pool_says_so() {
    let world = World::new().await;
    world.pool.refuse(
        "ForgotPassword",
        "UserNotFoundException",
        "Username/client id combination not found.",
    );
    assert_eq!(forgot(&world).await.refusal(), (404, "user_not_found"));
}

#[tokio::test]
async fn a_password_is_reset() {
    let world = World::new().await;
    world.post("/auth/reset-password", reset()).await.ok();
    let call = world.pool.last();
    assert_eq!(call["ConfirmationCode"], "123456");
    assert_eq!(call["Password"], "Test1234567");
}

#[tokio::test]
async fn a_reset_that_fails_says_why_and_never_that_nobody_is_there() {
    let world = World::new().await;
    for (exception, message, code) in [
        ("CodeMismatchException", "", "invalid_code"),
        ("ExpiredCodeException", "", "code_expired"),
        ("UserNotFoundException", "", "invalid_code"),
        (
            "InvalidPasswordException",
            "Password does not conform to policy: Password not long enough",
            "invalid_password",
        ),
        (
            "PasswordHistoryPolicyViolationException",
            "Password has previously been used",
            "password_used_before",
        ),
    ] {
        world
            .pool
            .refuse("ConfirmForgotPassword", exception, message);
        let answer = world.post("/auth/reset-password", reset()).await;
        assert_eq!(answer.refusal(), (400, code));
        if code == "invalid_password" {
            assert!(answer.body["fields"].get("new_password").is_some());
        }
    }
}

#[tokio::test]
async fn r52_a_change_needs_the_current_password() {
    let world = World::new().await;
    let answer = world
        .post_signed_in("/auth/change-password", json!({"new_password": "x"}))
        .await;
    assert_eq!(answer.refusal(), (400, "validation_failed"));
    assert!(answer.body["fields"].get("current_password").is_some());
    let answer = world.post("/auth/change-password", change()).await;
    assert_eq!(answer.refusal(), (401, "token_missing"));
    world
        .post_signed_in("/auth/change-password", change())
        .await
        .ok();
    assert_eq!(world.pool.last()["PreviousPassword"], "Test123456");
}

#[tokio::test]
async fn a_wrong_current_password_is_no_reason_to_refresh() {
    let world = World::new().await;
    world.pool.refuse(
        "ChangePassword",
        "NotAuthorizedException",
        "Incorrect username or password.",
    );
    let answer = world
        .post_signed_in("/auth/change-password", change())
        .await;
    assert_eq!(answer.refusal(), (400, "wrong_password"));
    assert!(answer.body["fields"].get("current_password").is_some());
    world.pool.refuse(
        "ChangePassword",
        "NotAuthorizedException",
        "Access Token has been revoked",
    );
    let answer = world
        .post_signed_in("/auth/change-password", change())
        .await;
    assert_eq!(answer.refusal(), (401, "invalid_token"));
    world.pool.refuse(
        "ChangePassword",
        "LimitExceededException",
        "Attempt limit exceeded, please try after some time.",
    );
    let answer = world
        .post_signed_in("/auth/change-password", change())
        .await;
    assert_eq!(answer.refusal(), (429, "too_many_attempts"));
}

#[tokio::test]
async fn r51_a_password_that_everybody_knows_is_refused_wherever_one_is_chosen() {
    let world = World::with(|config| {
        config.refused_passwords = Some(Arc::new(RefusedPasswords::common()));
    })
    .await;
    let session = crate::challenge::start(&world).await;
    let before = world.pool.calls().len();
    let (email, common) = ("user@example.com", "Baseball");
    for (path, body, field) in [
        (
            "/auth/signup",
            json!({"email": email, "password": common}),
            "password",
        ),
        (
            "/register",
            json!({"email": email, "password": common}),
            "password",
        ),
        (
            "/api/v1/auth/register",
            json!({"email": email, "password": common, "accept_terms": true}),
            "password",
        ),
        (
            "/auth/reset-password",
            json!({"email": email, "code": "123456", "new_password": common}),
            "new_password",
        ),
        (
            "/api/v1/auth/verify-otp",
            json!({"email": email, "code": "123456", "purpose": "password_reset", "new_password": common}),
            "new_password",
        ),
        (
            "/api/v1/auth/reset-password",
            json!({"reset_token": "x", "new_password": common}),
            "new_password",
        ),
        (
            "/auth/challenge",
            json!({"session": session, "name": "NEW_PASSWORD_REQUIRED", "responses": {"NEW_PASSWORD": common}}),
            "responses.NEW_PASSWORD",
        ),
    ] {
        let answer = world.post(path, body).await;
        assert_eq!(answer.refusal(), (400, "invalid_password"), "{path}");
        assert!(answer.body["fields"].get(field).is_some(), "{path}");
    }
    let body = json!({"current_password": "Test123456", "new_password": common});
    let answer = world.post_signed_in("/auth/change-password", body).await;
    assert_eq!(answer.refusal(), (400, "invalid_password"));
    assert_eq!(
        world.pool.calls().len(),
        before,
        "the pool is not asked, and no code spent"
    );
    let body = json!({"email": email, "password": "plain words are long enough"});
    world.post("/auth/signup", body).await.ok();
}

#[tokio::test]
async fn r18_a_new_password_can_end_all_sessions() {
    let world = World::new().await;
    let body = json!({"current_password": "Test123456", "new_password": "Test1234567", "everywhere": true});
    world
        .post_signed_in("/auth/change-password", body)
        .await
        .ok();
    assert_eq!(world.pool.operations(), ["ChangePassword", "GlobalSignOut"]);
    let world = World::new().await;
    let body = json!({
        "email": "user@example.com", "code": "123456", "new_password": "Test1234567", "everywhere": true
    });
    let answer = world.post("/auth/reset-password", body.clone()).await.ok();
    assert_eq!(answer.body["sessions_ended"], true);
    assert_eq!(
        world.pool.operations(),
        ["ConfirmForgotPassword", "InitiateAuth", "GlobalSignOut"]
    );
    world.pool.on(
        "InitiateAuth",
        json!({"ChallengeName": "SMS_MFA", "Session": "s", "ChallengeParameters": {}}),
    );
    let answer = world.post("/auth/reset-password", body).await.ok();
    assert_eq!(answer.body["sessions_ended"], false);
}
