//! `POST /auth/resend-code`.

use serde_json::json;

use crate::world::{Answer, World};

async fn resend(world: &World) -> Answer {
    world
        .post("/auth/resend-code", json!({"email": "user@example.com"}))
        .await
}

#[tokio::test]
async fn a_code_is_sent_and_the_answer_says_where() {
    let world = World::new().await;
    let answer = resend(&world).await.ok();
    assert_eq!(answer.body["delivery"]["destination"], "u***@e***");
}

#[tokio::test]
async fn r40_a_confirmed_account_answers_like_one_that_does_not_exist() {
    let world = World::new().await;
    // What a pool that conceals users answers for a stranger.
    let stranger = resend(&world).await.ok();
    for (exception, message) in [
        ("InvalidParameterException", "User is already confirmed."),
        (
            "NotAuthorizedException",
            "Cannot resend codes. Auto verification not turned on.",
        ),
    ] {
        world
            .pool
            .refuse("ResendConfirmationCode", exception, message);
        let known = resend(&world).await.ok();
        assert_eq!(known.body, stranger.body);
        assert_eq!(known.text.len(), stranger.text.len());
    }
}

#[tokio::test]
async fn without_privacy_the_state_is_told() {
    let world = World::with(|config| config.conceal_users = false).await;
    world.pool.refuse(
        "ResendConfirmationCode",
        "InvalidParameterException",
        "User is already confirmed.",
    );
    assert_eq!(resend(&world).await.refusal(), (400, "already_confirmed"));
}

#[tokio::test]
async fn an_unknown_account_is_404_only_where_the_pool_says_so() {
    let world = World::new().await;
    world.pool.refuse(
        "ResendConfirmationCode",
        "UserNotFoundException",
        "Username/client id combination not found.",
    );
    assert_eq!(resend(&world).await.refusal(), (404, "user_not_found"));
}
