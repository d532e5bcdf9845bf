//! Strict privacy: nobody learns who has an account by signing up, nor by asking for codes.

use poolgate_gateway::Privacy;
use serde_json::{Value, json};

use crate::token;
use crate::world::{Answer, World};

const TAKEN: (&str, &str, &str) = (
    "SignUp",
    "UsernameExistsException",
    "An account with the given email already exists.",
);

async fn strict() -> World {
    World::with_data(|config| config.privacy = Privacy::Strict).await
}

/// The answer without what differs from one to the next.
fn shape(answer: &Answer) -> (u16, Value, Vec<String>) {
    let mut body = answer.body.clone();
    for name in ["user_sub", "request_id"] {
        if let Some(value) = body.get_mut(name) {
            *value = json!(value.as_str().map(str::len));
        }
    }
    let mut headers: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
    headers.sort();
    (answer.status.as_u16(), body, headers)
}

#[tokio::test]
async fn r40_a_sign_up_with_a_taken_address_looks_like_any_other() {
    let body = json!({"email": "user@example.com", "password": "Test123456"});
    let world = strict().await;
    let new = world.post("/auth/signup", body.clone()).await;
    let calls_for_new = world.pool.operations();
    assert!(world.kept().mails().await.is_empty());
    let world = strict().await;
    world.pool.refuse(TAKEN.0, TAKEN.1, TAKEN.2);
    let taken = world.post("/auth/signup", body.clone()).await;
    assert_eq!(shape(&new), shape(&taken));
    assert_eq!(taken.status.as_u16(), 201);
    assert_eq!(new.text.len(), taken.text.len());
    assert_eq!(calls_for_new, world.pool.operations(), "the same work");
    assert_ne!(
        new.body["user_sub"],
        token::SUB,
        "the real one could look unlike those made up"
    );
    let again = world.post("/auth/signup", body).await;
    assert_ne!(taken.body["user_sub"], again.body["user_sub"]);
}

#[tokio::test]
async fn r40_the_owner_of_a_taken_address_gets_a_mail() {
    let world = strict().await;
    world.pool.refuse(TAKEN.0, TAKEN.1, TAKEN.2);
    let body = json!({"email": "user@example.com", "password": "Test123456"});
    world.post("/auth/signup", body).await.ok();
    let mails = world.kept().mails().await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, "user@example.com");
    assert_eq!(mails[0].purpose, "account_exists");
    assert_eq!(mails[0].code, None);
}

#[tokio::test]
async fn r40_a_registration_with_a_taken_address_looks_like_any_other() {
    let body = json!({"email": "user@example.com", "password": "Test123456", "accept_terms": true});
    let world = strict().await;
    let new = world.post("/api/v1/auth/register", body.clone()).await;
    assert!(world.kept().profile().await.is_some(), "the row is there");
    let world = strict().await;
    world.pool.refuse(TAKEN.0, TAKEN.1, TAKEN.2);
    let taken = world.post("/api/v1/auth/register", body).await;
    assert_eq!(shape(&new), shape(&taken));
    assert_eq!(world.kept().mails().await.len(), 1);
    assert!(world.kept().profile().await.is_none());
}

#[tokio::test]
async fn r40_a_made_up_sign_up_is_confirmed_by_no_code_like_a_real_one() {
    let body = json!({"email": "user@example.com", "code": "123456"});
    for path in ["/auth/confirm", "/auth/confirm-signup"] {
        for (exception, message) in [
            (
                "CodeMismatchException",
                "Invalid verification code provided, please try again.",
            ),
            (
                "ExpiredCodeException",
                "Invalid code provided, please request a code again.",
            ),
            ("UserNotFoundException", "User does not exist."),
            (
                "NotAuthorizedException",
                "User cannot be confirmed. Current status is CONFIRMED",
            ),
        ] {
            let world = strict().await;
            world.pool.refuse("ConfirmSignUp", exception, message);
            let answer = world.post(path, body.clone()).await;
            assert_eq!(answer.refusal(), (400, "invalid_code"), "{exception}");
        }
    }
}

/// All that the pool can say about an account, and what it says about nobody.
const STATES: &[(&str, &str)] = &[
    (
        "UserNotFoundException",
        "Username/client id combination not found.",
    ),
    ("InvalidParameterException", "User is already confirmed."),
    (
        "InvalidParameterException",
        "Cannot reset password for the user as there is no registered/verified email or phone_number",
    ),
    (
        "LimitExceededException",
        "Attempt limit exceeded, please try after some time.",
    ),
    ("CodeDeliveryFailureException", "x"),
    ("NotAuthorizedException", "User is disabled."),
];

#[tokio::test]
async fn r40_asking_for_codes_answers_alike_whatever_the_state() {
    for (path, operation) in [
        ("/auth/forgot-password", "ForgotPassword"),
        ("/auth/resend-code", "ResendConfirmationCode"),
    ] {
        let body = json!({"email": "user@example.com"});
        let world = strict().await;
        let sent = world.post(path, body.clone()).await.ok();
        assert_eq!(sent.body["delivery"]["destination"], "u***@e***");
        let work = world.pool.operations();
        for (exception, message) in STATES {
            let world = strict().await;
            world.pool.refuse(operation, exception, message);
            let answer = world.post(path, body.clone()).await;
            assert_eq!(shape(&answer), shape(&sent), "{path} {message}");
            assert_eq!(world.pool.operations(), work);
        }
        // An account whose codes go elsewhere.
        let world = strict().await;
        world.pool.on(
            operation,
            json!({"CodeDeliveryDetails": {"Destination": "+*******0100", "DeliveryMedium": "SMS", "AttributeName": "phone_number"}}),
        );
        assert_eq!(shape(&world.post(path, body).await), shape(&sent));
    }
}

#[tokio::test]
async fn a_failing_pool_is_told_nevertheless() {
    let world = strict().await;
    world.pool.refuse_all("InternalErrorException", "x");
    let body = json!({"email": "user@example.com", "password": "Test123456"});
    for path in ["/auth/signup", "/auth/forgot-password", "/auth/resend-code"] {
        let answer = world.post(path, body.clone()).await;
        assert_eq!(answer.refusal(), (503, "pool_unavailable"));
    }
}

#[tokio::test]
async fn without_it_a_taken_address_is_409() {
    let world = World::with_data(|_| {}).await;
    world.pool.refuse(TAKEN.0, TAKEN.1, TAKEN.2);
    let body = json!({"email": "user@example.com", "password": "Test123456"});
    let answer = world.post("/auth/signup", body).await;
    assert_eq!(answer.refusal(), (409, "user_exists"));
    assert!(world.kept().mails().await.is_empty());
}
