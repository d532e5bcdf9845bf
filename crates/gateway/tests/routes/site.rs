//! `/register` and `/login`, with forms and with JSON.

use serde_json::json;

use crate::pool;
use crate::world::{World, post_raw, with_header};

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn a_form_is_as_good_as_json() {
    let world = World::new().await;
    let body = json!({"email": "test@example.com", "password": "Test123!", "name": "Test User"});
    let first = world.post("/register", body).await.ok();
    assert_eq!(first.status, 200);
    assert_eq!(
        first.body,
        json!({"success": true, "message": "Registration successful"})
    );
    let by_json = world.pool.last();
    let form = "email=test%40example.com&password=Test123!&name=Test+User";
    let second = world.send(post_raw("/register", FORM, form)).await.ok();
    assert_eq!(second.body, first.body);
    assert_eq!(world.pool.last(), by_json);
    let body = json!({"email": "test@example.com", "password": "Test123!"});
    let by_json = world.post("/login", body).await.ok();
    let form = "email=test%40example.com&password=Test123!";
    let by_form = world.send(post_raw("/login", FORM, form)).await.ok();
    for answer in [by_json, by_form] {
        assert!(answer.body["token"].is_string());
        assert!(answer.body.get("refresh_token").is_none());
    }
}

#[tokio::test]
async fn an_account_that_exists_is_400_here() {
    let world = World::new().await;
    world.pool.refuse("SignUp", "UsernameExistsException", "x");
    let body = json!({"email": "test@example.com", "password": "Test123!"});
    let answer = world.post("/register", body).await;
    assert_eq!(answer.refusal(), (400, "user_exists"));
    world.pool.refuse(
        "InitiateAuth",
        "NotAuthorizedException",
        "Incorrect username or password.",
    );
    let body = json!({"email": "test@example.com", "password": "wrong"});
    let answer = world.post("/login", body).await;
    assert_eq!(answer.refusal(), (401, "invalid_credentials"));
}

#[tokio::test]
async fn a_challenge_is_no_error_here_either() {
    let world = World::new().await;
    world.pool.on(
        "InitiateAuth",
        json!({"ChallengeName": "SMS_MFA", "Session": "pool-session-1", "ChallengeParameters": {}}),
    );
    let form = "email=test%40example.com&password=Test123!";
    let answer = world.send(post_raw("/login", FORM, form)).await.ok();
    assert_eq!(answer.body["challenge"]["name"], "SMS_MFA");
    world.pool.on("RespondToAuthChallenge", pool::tokens());
    let body = json!({
        "session": answer.body["challenge"]["session"], "name": "SMS_MFA", "responses": {"SMS_MFA_CODE": "123456"}
    });
    world.post("/auth/challenge", body).await.ok();
}

#[tokio::test]
async fn a_form_with_a_field_twice_is_refused() {
    let world = World::new().await;
    let form = "email=a%40example.com&email=b%40example.com&password=x";
    let answer = world.send(post_raw("/login", FORM, form)).await;
    assert_eq!(answer.refusal(), (400, "validation_failed"));
    assert!(answer.body["fields"].get("email").is_some());
    assert!(world.pool.calls().is_empty());
}

#[tokio::test]
async fn a_form_of_another_site_is_refused() {
    let world = World::new().await;
    let form = post_raw("/login", FORM, "email=a%40example.com&password=x");
    let form = with_header(form, "origin", "https://evil.example");
    let answer = world.send(form).await;
    assert_eq!(answer.refusal(), (403, "cross_origin"));
}
