//! `POST /auth/passwordless/start`.

use serde_json::json;

use crate::world::World;

const PATH: &str = "/auth/passwordless/start";

#[tokio::test]
async fn a_code_is_a_challenge() {
    let world = World::new().await;
    for (method, name) in [("email_otp", "EMAIL_OTP"), ("sms_otp", "SMS_OTP")] {
        world.pool.on(
            "InitiateAuth",
            json!({
                "ChallengeName": name, "Session": "pool-session-1",
                "ChallengeParameters": {"CODE_DELIVERY_DESTINATION": "u***@e***"}
            }),
        );
        let body = json!({"email": "user@example.com", "method": method});
        let answer = world.post(PATH, body).await.ok();
        assert_eq!(answer.body["challenge"]["name"], name);
        let asked = world.pool.last();
        assert_eq!(asked["AuthFlow"], "USER_AUTH");
        assert_eq!(asked["AuthParameters"]["PREFERRED_CHALLENGE"], name);
        let code = format!("{name}_CODE");
        let body = json!({
            "session": answer.body["challenge"]["session"], "name": name, "responses": {&code: "12345678"}
        });
        let done = world.post("/auth/challenge", body).await.ok();
        assert!(done.body["id_token"].is_string());
        assert_eq!(done.body["user"]["username"], "user@example.com");
    }
}

#[tokio::test]
async fn the_method_is_one_of_three() {
    let world = World::new().await;
    for method in [json!("carrier_pigeon"), json!(null), json!(7)] {
        let body = json!({"email": "user@example.com", "method": method});
        let answer = world.post(PATH, body).await;
        assert_eq!(answer.refusal(), (400, "validation_failed"));
        assert!(answer.body["fields"].get("method").is_some());
    }
    assert!(world.pool.calls().is_empty());
}

#[tokio::test]
async fn r40_an_unknown_user_looks_like_a_refused_one() {
    let world = World::new().await;
    let body = json!({"email": "user@example.com", "method": "email_otp"});
    let mut answers = Vec::new();
    for (exception, message) in [
        ("UserNotFoundException", "User does not exist."),
        ("NotAuthorizedException", "Incorrect username or password."),
    ] {
        world.pool.refuse("InitiateAuth", exception, message);
        let mut answer = world.post(PATH, body.clone()).await;
        assert_eq!(answer.refusal(), (401, "invalid_credentials"));
        answer.body["request_id"] = json!(null);
        answers.push(answer.body);
    }
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test]
async fn r42_codes_by_mail_are_sent_within_limits() {
    let world = World::new().await;
    let body = json!({"email": "user@example.com", "method": "email_otp"});
    for _ in 0..5 {
        world.post(PATH, body.clone()).await.ok();
    }
    let answer = world.post(PATH, body).await;
    assert_eq!(answer.refusal(), (429, "rate_limited"));
    let body = json!({"email": "user@example.com", "method": "passkey"});
    world.post(PATH, body).await.ok();
}
