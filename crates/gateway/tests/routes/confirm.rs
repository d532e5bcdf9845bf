//! `POST /auth/confirm` and `/auth/confirm-signup`.

use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn both_paths_take_either_name_of_the_code() {
    let world = World::new().await;
    for path in ["/auth/confirm", "/auth/confirm-signup"] {
        for name in ["code", "confirmation_code"] {
            let body = json!({"email": "user@example.com", name: " 123456 "});
            let answer = world.post(path, body).await.ok();
            assert_eq!(answer.body["success"], true);
            assert_eq!(world.pool.last()["ConfirmationCode"], "123456");
        }
    }
}

#[tokio::test]
async fn a_missing_code_is_named() {
    let world = World::new().await;
    let answer = world
        .post("/auth/confirm", json!({"email": "user@example.com"}))
        .await;
    assert_eq!(answer.refusal(), (400, "validation_failed"));
    assert!(answer.body["fields"].get("code").is_some());
}

#[tokio::test]
async fn wrong_and_expired_codes_are_told_apart() {
    let world = World::new().await;
    let body = || json!({"email": "user@example.com", "code": "123456"});
    for (exception, expected) in [
        ("CodeMismatchException", "invalid_code"),
        ("ExpiredCodeException", "code_expired"),
        ("UserNotFoundException", "invalid_code"),
    ] {
        world.pool.refuse("ConfirmSignUp", exception, "");
        let answer = world.post("/auth/confirm", body()).await;
        assert_eq!(answer.refusal(), (400, expected));
    }
    world.pool.refuse(
        "ConfirmSignUp",
        "NotAuthorizedException",
        "User cannot be confirmed. Current status is CONFIRMED",
    );
    let answer = world.post("/auth/confirm", body()).await;
    assert_eq!(answer.refusal(), (400, "already_confirmed"));
}
