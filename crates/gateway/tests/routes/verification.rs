//! `POST /auth/attributes/verify/start` and `/auth/attributes/verify`.

use std::num::NonZeroU32;

use poolgate_gateway::Limits;
use serde_json::json;

use crate::world::World;

const START: &str = "/auth/attributes/verify/start";
const VERIFY: &str = "/auth/attributes/verify";

#[tokio::test]
async fn a_code_is_sent_and_taken_back() {
    let world = World::new().await;
    let answer = world
        .post_signed_in(START, json!({"attribute": "email"}))
        .await
        .ok();
    assert_eq!(answer.body["success"], true);
    assert_eq!(answer.body["delivery"]["destination"], "u***@e***");
    assert_eq!(world.pool.last()["AttributeName"], "email");
    let body = json!({"attribute": "email", "code": " 123456 "});
    let answer = world.post_signed_in(VERIFY, body).await.ok();
    assert_eq!(answer.body["success"], true);
    let call = world.pool.last();
    assert_eq!(call["AttributeName"], "email");
    assert_eq!(call["Code"], "123456");
}

#[tokio::test]
async fn only_addresses_can_be_verified() {
    let world = World::new().await;
    for attribute in [json!("name"), json!("EMAIL"), json!(7), json!(null)] {
        let body = json!({"attribute": attribute, "code": "123456"});
        for path in [START, VERIFY] {
            let answer = world.post_signed_in(path, body.clone()).await;
            assert_eq!(answer.refusal(), (400, "validation_failed"));
            assert!(answer.body["fields"].get("attribute").is_some());
        }
    }
    let answer = world
        .post_signed_in(VERIFY, json!({"attribute": "email"}))
        .await;
    assert_eq!(answer.refusal(), (400, "validation_failed"));
    assert!(answer.body["fields"].get("code").is_some());
    assert!(world.pool.calls().is_empty());
}

#[tokio::test]
async fn r15_both_need_a_token() {
    let world = World::new().await;
    let body = json!({"attribute": "email", "code": "123456"});
    for path in [START, VERIFY] {
        let answer = world.post(path, body.clone()).await;
        assert_eq!(answer.refusal(), (401, "token_missing"));
    }
}

#[tokio::test]
async fn what_the_pool_refuses_is_told() {
    let world = World::new().await;
    let body = json!({"attribute": "phone_number", "code": "123456"});
    for (exception, message, status, code) in [
        ("CodeMismatchException", "x", 400, "invalid_code"),
        ("ExpiredCodeException", "x", 400, "code_expired"),
        (
            "LimitExceededException",
            "Attempt limit exceeded, please try after some time.",
            429,
            "too_many_attempts",
        ),
        ("AliasExistsException", "x", 409, "user_exists"),
        (
            "NotAuthorizedException",
            "Access Token has been revoked",
            401,
            "invalid_token",
        ),
        (
            "UserNotFoundException",
            "User does not exist.",
            401,
            "invalid_token",
        ),
    ] {
        world.pool.refuse("VerifyUserAttribute", exception, message);
        let answer = world.post_signed_in(VERIFY, body.clone()).await;
        assert_eq!(answer.refusal(), (status, code));
    }
    world.pool.refuse(
        "GetUserAttributeVerificationCode",
        "InvalidParameterException",
        "User does not have a phone_number to verify.",
    );
    let answer = world.post_signed_in(START, body).await;
    assert_eq!(answer.refusal(), (400, "refused_by_pool"));
    assert_eq!(
        answer.body["message"],
        "User does not have a phone_number to verify."
    );
}

#[tokio::test]
async fn r42_codes_are_sent_and_guessed_within_limits() {
    let few = NonZeroU32::new(3).expect("above zero");
    for path in [START, VERIFY] {
        // So few that none comes back while the test runs.
        let times = 3;
        let world = World::with(|config| {
            config.limits = Some(Limits {
                account_per_minute: few,
                mails_per_minute: few,
                ..Limits::default()
            });
        })
        .await;
        let body = json!({"attribute": "email", "code": "123456"});
        for n in 0..times {
            let answer = world.post_signed_in(path, body.clone()).await;
            assert_eq!(answer.status, 200, "{path} {n}");
        }
        let answer = world.post_signed_in(path, body).await;
        assert_eq!(answer.refusal(), (429, "rate_limited"));
        assert_eq!(world.pool.calls().len(), times);
    }
}
