//! `DELETE /auth/account`.

use http::Method;
use serde_json::{Value, json};

use crate::pool::tokens;
use crate::token::{self, SUB};
use crate::world::{Answer, World, send_json};

async fn delete(world: &World, body: Value) -> Answer {
    world
        .send_signed_in(Method::DELETE, "/auth/account", body)
        .await
}

fn password() -> Value {
    json!({"password": "Test123456"})
}

fn challenge(name: &str) -> Value {
    json!({"ChallengeName": name, "Session": "session-of-the-pool", "ChallengeParameters": {}})
}

#[tokio::test]
async fn r52_an_account_is_deleted_once_the_password_proved_right() {
    let world = World::new().await;
    let answer = delete(&world, password()).await.ok();
    assert_eq!(answer.body["success"], true);
    assert_eq!(world.pool.operations(), ["InitiateAuth", "DeleteUser"]);
    let proof = &world.pool.calls()[0].body["AuthParameters"];
    assert_eq!(proof["USERNAME"], SUB);
    assert_eq!(proof["PASSWORD"], "Test123456");
}

#[tokio::test]
async fn r52_without_the_password_nothing_happens() {
    let world = World::new().await;
    for body in [json!({}), json!({"password": ""}), json!({"password": 7})] {
        let answer = delete(&world, body).await;
        assert_eq!(answer.refusal(), (400, "validation_failed"));
        assert!(answer.body["fields"].get("password").is_some());
    }
    let request = send_json(Method::DELETE, "/auth/account", &password());
    let answer = world.send(request).await;
    assert_eq!(answer.refusal(), (401, "token_missing"));
    assert!(world.pool.calls().is_empty());
}

#[tokio::test]
async fn r52_a_wrong_password_deletes_nobody() {
    let world = World::new().await;
    for (exception, message, status, code) in [
        (
            "NotAuthorizedException",
            "Incorrect username or password.",
            400,
            "wrong_password",
        ),
        (
            "NotAuthorizedException",
            "Other words",
            400,
            "wrong_password",
        ),
        (
            "UserNotFoundException",
            "User does not exist.",
            400,
            "wrong_password",
        ),
        (
            "NotAuthorizedException",
            "Password attempts exceeded",
            429,
            "too_many_attempts",
        ),
        (
            "NotAuthorizedException",
            "User is disabled.",
            403,
            "user_disabled",
        ),
        (
            "InternalErrorException",
            "Something went wrong",
            503,
            "pool_unavailable",
        ),
    ] {
        world.pool.refuse("InitiateAuth", exception, message);
        let answer = delete(&world, password()).await;
        assert_eq!(answer.refusal(), (status, code));
        if code == "wrong_password" {
            assert!(answer.body["fields"].get("password").is_some());
        }
    }
    assert!(!world.pool.operations().contains(&"DeleteUser".to_owned()));
}

#[tokio::test]
async fn r52_the_password_of_somebody_else_is_a_wrong_one() {
    let world = World::new().await;
    let mut other = tokens();
    other["AuthenticationResult"]["AccessToken"] = json!(token::access(&json!({"sub": "other"})));
    world.pool.on("InitiateAuth", other);
    let answer = delete(&world, password()).await;
    assert_eq!(answer.refusal(), (400, "wrong_password"));
    assert_eq!(world.pool.operations(), ["InitiateAuth", "RevokeToken"]);
}

#[tokio::test]
async fn a_second_factor_comes_after_the_password() {
    for name in ["SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP", "MFA_SETUP"] {
        let world = World::new().await;
        world.pool.on("InitiateAuth", challenge(name));
        delete(&world, password()).await.ok();
        assert_eq!(world.pool.operations(), ["InitiateAuth", "DeleteUser"]);
    }
}

#[tokio::test]
async fn another_challenge_proves_nothing() {
    let world = World::new().await;
    for (name, code) in [
        ("NEW_PASSWORD_REQUIRED", "password_reset_required"),
        ("CUSTOM_CHALLENGE", "forbidden"),
        ("SELECT_CHALLENGE", "forbidden"),
        ("DEVICE_SRP_AUTH", "forbidden"),
    ] {
        world.pool.on("InitiateAuth", challenge(name));
        let answer = delete(&world, password()).await;
        assert_eq!(answer.refusal(), (403, code));
    }
    assert_eq!(world.pool.operations(), ["InitiateAuth"; 4]);
}

#[tokio::test]
async fn a_proof_that_led_to_nothing_leaves_no_session() {
    let world = World::new().await;
    world.pool.refuse(
        "DeleteUser",
        "NotAuthorizedException",
        "Access Token has been revoked",
    );
    for revoked in [true, false] {
        if !revoked {
            world
                .pool
                .refuse("RevokeToken", "InternalErrorException", "x");
        }
        let answer = delete(&world, password()).await;
        assert_eq!(answer.refusal(), (401, "invalid_token"));
        assert_eq!(
            world.pool.operations()[..3],
            ["InitiateAuth", "DeleteUser", "RevokeToken"]
        );
    }
    assert_eq!(world.pool.last()["Token"], "refresh-1");
}

#[tokio::test]
async fn r42_passwords_are_guessed_within_limits() {
    let world = World::new().await;
    world.pool.refuse(
        "InitiateAuth",
        "NotAuthorizedException",
        "Incorrect username or password.",
    );
    for _ in 0..60 {
        let answer = delete(&world, password()).await;
        assert_eq!(answer.refusal(), (400, "wrong_password"));
    }
    let answer = delete(&world, password()).await;
    assert_eq!(answer.refusal(), (429, "rate_limited"));
    assert_eq!(world.pool.calls().len(), 60);
}
