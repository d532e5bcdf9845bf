//! `GET /auth/me` and `GET /me`, and who is let in.

use axum::body::Body;
use http::Request;
use serde_json::json;

use crate::token::{self, CLIENT_ID, SUB};
use crate::world::{World, get, with_header};

#[tokio::test]
async fn auth_me_has_claims_and_attributes() {
    let world = World::new().await;
    let answer = world.get_signed_in("/auth/me").await.ok();
    assert_eq!(answer.body["success"], true);
    let user = &answer.body["user"];
    assert_eq!(user["sub"], SUB);
    assert_eq!(
        user["username"], "user@example.com",
        "what the user signs in with"
    );
    assert_eq!(user["email"], "user@example.com");
    assert_eq!(user["email_verified"], true);
    assert_eq!(user["given_name"], "John");
    assert_eq!(user["token_use"], "access");
    assert_eq!(user["groups"], json!(["admins"]));
    assert!(user["exp"].is_u64());
}

#[tokio::test]
async fn the_pool_is_asked_once_for_many() {
    let world = World::with(|config| config.user_cache = std::time::Duration::from_mins(1)).await;
    let token = format!("Bearer {}", token::access(&json!({})));
    for _ in 0..5 {
        world
            .send(with_header(get("/auth/me"), "authorization", &token))
            .await
            .ok();
    }
    assert_eq!(world.pool.operations(), ["GetUser"]);
}

#[tokio::test]
async fn me_is_the_claims_and_asks_nobody() {
    let world = World::new().await;
    let answer = world.get_signed_in("/me").await.ok();
    assert_eq!(answer.body["sub"], SUB);
    assert_eq!(answer.body["client_id"], CLIENT_ID);
    assert_eq!(answer.body["username"], SUB);
    assert!(answer.body.get("success").is_none());
    assert!(world.pool.calls().is_empty());
}

#[tokio::test]
async fn while_the_pool_is_down_the_claims_remain() {
    let world = World::new().await;
    for exception in ["InternalErrorException", "TooManyRequestsException"] {
        world.pool.refuse("GetUser", exception, "no");
        let answer = world.get_signed_in("/auth/me").await.ok();
        assert_eq!(answer.body["user"]["sub"], SUB);
        assert!(answer.body["user"].get("email").is_none());
    }
}

#[tokio::test]
async fn r16_a_signed_out_or_deleted_user_is_401() {
    let world = World::new().await;
    for (exception, message) in [
        ("NotAuthorizedException", "Access Token has been revoked"),
        ("UserNotFoundException", "User does not exist."),
    ] {
        world.pool.refuse("GetUser", exception, message);
        let answer = world.get_signed_in("/auth/me").await;
        assert_eq!(answer.refusal(), (401, "invalid_token"));
    }
}

fn with_token(path: &str, token: &str) -> Request<Body> {
    with_header(get(path), "authorization", &format!("Bearer {token}"))
}

#[tokio::test]
async fn r15_every_401_says_how_to_sign_in() {
    let world = World::new().await;
    let expired = token::access(&json!({"exp": 1_000_000_000, "iat": 999_999_000}));
    let other_client = token::access(&json!({"client_id": "another"}));
    let other_issuer = token::access(&json!({"iss": "https://evil.example"}));
    let mut changed = token::access(&json!({}));
    changed.replace_range(changed.len() - 8..changed.len() - 4, "AAAA");
    for path in ["/me", "/auth/me"] {
        let missing = world.get(path).await;
        assert_eq!(missing.refusal(), (401, "token_missing"));
        assert_eq!(
            missing.header("www-authenticate"),
            Some(r#"Bearer realm="poolgate""#)
        );
        for token in [
            &expired,
            &other_client,
            &other_issuer,
            &changed,
            &token::id(),
            "x",
            "a.b.c",
        ] {
            let refused = world.send(with_token(path, token)).await;
            assert_eq!(refused.refusal(), (401, "invalid_token"));
            assert_eq!(
                refused.header("www-authenticate"),
                Some(r#"Bearer realm="poolgate", error="invalid_token""#)
            );
        }
        let basic = with_header(get(path), "authorization", "Basic dXNlcjpwYXNz");
        assert_eq!(world.send(basic).await.refusal(), (401, "token_missing"));
    }
    assert!(world.pool.calls().is_empty());
}

#[tokio::test]
async fn r15_a_token_in_the_query_is_no_token() {
    let world = World::new().await;
    let token = token::access(&json!({}));
    for name in ["access_token", "token", "authorization"] {
        let answer = world.get(&format!("/me?{name}={token}")).await;
        assert_eq!(answer.refusal(), (401, "token_missing"));
    }
}

#[tokio::test]
async fn two_authorization_headers_are_one_too_many() {
    let world = World::new().await;
    let token = format!("Bearer {}", token::access(&json!({})));
    let request = with_header(get("/me"), "authorization", &token);
    let answer = world
        .send(with_header(request, "authorization", &token))
        .await;
    assert_eq!(answer.refusal(), (400, "invalid_request"));
}

#[tokio::test]
async fn without_keys_nobody_can_be_judged() {
    let world = World::new().await;
    world.pool.hide_keys(true);
    let answer = world.get_signed_in("/me").await;
    assert_eq!(answer.refusal(), (503, "keys_unavailable"));
    assert!(answer.header("retry-after").is_some());
}
