//! `/api/v1/auth/*`: the answers that older back ends give. What they do with reset codes is in
//! `reset_codes.rs`.

use poolgate_gateway::Limits;
use serde_json::{Value, json};

use crate::token::SUB;
use crate::world::{Answer, World};

fn person() -> Value {
    json!({
        "email": "Test@example.com", "password": "Test123456",
        "first_name": "Test", "last_name": "User", "accept_terms": true
    })
}

async fn register(world: &World, body: Value) -> Answer {
    world.post("/api/v1/auth/register", body).await
}

fn verify(code: &str) -> Value {
    json!({"email": "test@example.com", "code": code, "purpose": "email_verification"})
}

#[tokio::test]
async fn a_registration_makes_an_account_and_its_row() {
    let world = World::with_data(|_| {}).await;
    let answer = register(&world, person()).await.ok();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body, json!({"success": true, "message": "OTP sent"}));
    let call = world.pool.last();
    let attributes = call["UserAttributes"].to_string();
    for part in [
        r#""given_name","Value":"Test""#,
        r#""family_name","Value":"User""#,
    ] {
        assert!(attributes.contains(part), "{attributes}");
    }
    let profile = world.kept().profile().await.expect("a row");
    assert_eq!(profile.sub, SUB);
    assert_eq!(profile.email.as_deref(), Some("Test@example.com"));
    assert_eq!(profile.first_name.as_deref(), Some("Test"));
    assert_eq!(profile.last_name.as_deref(), Some("User"));
    assert_eq!(
        (profile.accept_terms, profile.verified),
        (Some(true), false)
    );
}

#[tokio::test]
async fn names_that_users_may_not_set_stay_in_the_directory() {
    let world = World::with_data(|config| config.allowed_attributes.clear()).await;
    register(&world, person()).await.ok();
    let attributes = world.pool.last()["UserAttributes"].to_string();
    assert!(!attributes.contains("given_name"), "{attributes}");
    let profile = world.kept().profile().await.expect("a row");
    assert_eq!(profile.first_name.as_deref(), Some("Test"));
}

#[tokio::test]
async fn the_terms_must_be_accepted() {
    let world = World::with_data(|_| {}).await;
    for terms in [json!(false), json!(null), json!("true")] {
        let mut body = person();
        body["accept_terms"] = terms;
        let answer = register(&world, body).await;
        assert_eq!(answer.refusal(), (400, "validation_failed"));
        assert!(answer.body["fields"].get("accept_terms").is_some());
    }
    assert!(world.pool.calls().is_empty());
    assert!(world.kept().profile().await.is_none());
}

#[tokio::test]
async fn an_account_that_exists_is_400_and_changes_no_row() {
    let world = World::with_data(|_| {}).await;
    register(&world, person()).await.ok();
    world
        .pool
        .refuse("SignUp", "UsernameExistsException", "User already exists");
    let mut other = person();
    other["first_name"] = json!("Mallory");
    let answer = register(&world, other).await;
    assert_eq!(answer.refusal(), (400, "user_exists"));
    let profile = world.kept().profile().await.expect("a row");
    assert_eq!(profile.first_name.as_deref(), Some("Test"));
}

#[tokio::test]
async fn a_code_completes_the_signup_and_verifies_the_row() {
    let world = World::with_data(|_| {}).await;
    register(&world, person()).await.ok();
    world
        .pool
        .refuse("ConfirmSignUp", "CodeMismatchException", "");
    let answer = world
        .post("/api/v1/auth/verify-otp", verify("000000"))
        .await;
    assert_eq!(answer.refusal(), (400, "invalid_code"));
    assert!(!world.kept().profile().await.expect("a row").verified);
    world.pool.on("ConfirmSignUp", json!({}));
    let answer = world
        .post("/api/v1/auth/verify-otp", verify("123456"))
        .await
        .ok();
    let expected = json!({"success": true, "message": "Signup complete"});
    assert_eq!(answer.body, expected);
    assert_eq!(world.pool.last()["ConfirmationCode"], "123456");
    assert!(world.kept().profile().await.expect("a row").verified);
}

#[tokio::test]
async fn a_sign_in_answers_five_keys() {
    let world = World::new().await;
    let body = json!({"email": "test@example.com", "password": "Test123456"});
    let answer = world.post("/api/v1/auth/login", body.clone()).await.ok();
    let keys: Vec<_> = answer.body.as_object().expect("an object").keys().collect();
    assert_eq!(
        keys,
        [
            "access_token",
            "refresh_token",
            "id_token",
            "token_type",
            "expires_in"
        ]
    );
    assert_eq!(answer.body["token_type"], "Bearer");
    assert_eq!(answer.body["expires_in"], 3600);
    world.pool.on(
        "InitiateAuth",
        json!({"ChallengeName": "SMS_MFA", "Session": "s", "ChallengeParameters": {}}),
    );
    let answer = world.post("/api/v1/auth/login", body).await.ok();
    assert_eq!(answer.body["challenge"]["name"], "SMS_MFA");
}

#[tokio::test]
async fn r40_another_code_answers_alike_for_all() {
    let world = World::with_data(|_| {}).await;
    let body = json!({"email": "test@example.com", "purpose": "email_verification"});
    let expected = world
        .post("/api/v1/auth/request-otp", body.clone())
        .await
        .ok();
    assert_eq!(
        expected.body,
        json!({"success": true, "message": "OTP sent"})
    );
    for (exception, message) in [
        ("InvalidParameterException", "User is already confirmed."),
        ("UserNotFoundException", "User does not exist."),
    ] {
        world
            .pool
            .refuse("ResendConfirmationCode", exception, message);
        let answer = world
            .post("/api/v1/auth/request-otp", body.clone())
            .await
            .ok();
        assert_eq!(answer.body, expected.body);
    }
}

#[tokio::test]
async fn an_unknown_purpose_is_named() {
    let world = World::with_data(|_| {}).await;
    for path in ["/api/v1/auth/request-otp", "/api/v1/auth/verify-otp"] {
        for purpose in [json!("sign_in"), json!(1), json!(null)] {
            let body = json!({"email": "test@example.com", "code": "123456", "purpose": purpose});
            let answer = world.post(path, body).await;
            assert_eq!(answer.refusal(), (400, "validation_failed"));
            assert!(answer.body["fields"].get("purpose").is_some());
        }
    }
}

#[tokio::test]
async fn without_data_accounts_work_and_resets_say_that_it_is_not_set_up() {
    let world = World::new().await;
    register(&world, person()).await.ok();
    world
        .post("/api/v1/auth/verify-otp", verify("123456"))
        .await
        .ok();
    let reset = json!({"email": "test@example.com", "purpose": "password_reset", "code": "1"});
    let token = json!({"reset_token": "x", "new_password": "Test1234567"});
    for (path, body) in [
        ("/api/v1/auth/request-otp", &reset),
        ("/api/v1/auth/verify-otp", &reset),
        ("/api/v1/auth/reset-password", &token),
    ] {
        let answer = world.post(path, body.clone()).await;
        assert_eq!(answer.refusal(), (500, "misconfigured"), "{path}");
    }
}

#[tokio::test]
async fn r42_an_account_gets_five_mails_a_minute() {
    let world = World::with_data(|config| config.limits = Some(Limits::default())).await;
    let body = json!({"email": "test@example.com", "purpose": "password_reset"});
    for _ in 0..5 {
        world
            .post("/api/v1/auth/request-otp", body.clone())
            .await
            .ok();
    }
    let answer = world.post("/api/v1/auth/request-otp", body).await;
    assert_eq!(answer.refusal(), (429, "rate_limited"));
    assert_eq!(world.kept().mails().await.len(), 5);
}
