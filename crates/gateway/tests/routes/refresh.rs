//! `POST /auth/refresh`.

use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn new_tokens_for_a_refresh_token_without_an_address() {
    let world = World::new().await;
    let mut answer = crate::pool::tokens();
    let result = answer["AuthenticationResult"]
        .as_object_mut()
        .expect("an object");
    result.remove("RefreshToken");
    world.pool.on("GetTokensFromRefreshToken", answer);
    let answer = world
        .post("/auth/refresh", json!({"refresh_token": "refresh-1"}))
        .await
        .ok();
    let keys: Vec<_> = answer.body.as_object().expect("an object").keys().collect();
    assert_eq!(
        keys,
        [
            "success",
            "access_token",
            "id_token",
            "token_type",
            "expires_in"
        ]
    );
    assert_eq!(world.pool.operations(), ["GetTokensFromRefreshToken"]);
}

#[tokio::test]
async fn a_rotated_token_is_handed_on_and_an_address_does_no_harm() {
    let world = World::new().await;
    let body = json!({"refresh_token": "refresh-0", "email": "user@example.com"});
    let answer = world.post("/auth/refresh", body).await.ok();
    assert_eq!(answer.body["refresh_token"], "refresh-1");
}

#[tokio::test]
async fn r17_a_dead_token_is_401_whatever_killed_it() {
    let world = World::new().await;
    for (exception, message) in [
        ("NotAuthorizedException", "Refresh Token has been revoked"),
        ("NotAuthorizedException", "Refresh Token has expired"),
        ("NotAuthorizedException", "Invalid Refresh Token"),
        ("NotAuthorizedException", "Something new"),
        ("UserNotFoundException", "User does not exist."),
        (
            "RefreshTokenReuseException",
            "Refresh token has been reused",
        ),
    ] {
        world
            .pool
            .refuse("GetTokensFromRefreshToken", exception, message);
        let answer = world
            .post("/auth/refresh", json!({"refresh_token": "refresh-1"}))
            .await;
        assert_eq!(
            answer.refusal(),
            (401, "invalid_refresh_token"),
            "{message}"
        );
    }
}

#[tokio::test]
async fn an_old_pool_and_a_confidential_client_need_the_address() {
    let world =
        World::with(|config| config.client.client_secret = Some("secret-of-the-client".into()))
            .await;
    world
        .pool
        .refuse("GetTokensFromRefreshToken", "UnknownOperationException", "");
    let answer = world
        .post("/auth/refresh", json!({"refresh_token": "refresh-1"}))
        .await;
    assert_eq!(answer.refusal(), (400, "validation_failed"));
    assert!(answer.body["fields"].get("email").is_some());
    let body = json!({"refresh_token": "refresh-1", "email": "user@example.com"});
    world.post("/auth/refresh", body).await.ok();
}
