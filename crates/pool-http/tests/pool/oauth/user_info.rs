//! `/oauth2/userInfo`.

use axum::body::Body;
use http::Request;
use http::header::{AUTHORIZATION, HOST};
use serde_json::json;

use super::world::{World, refused};

#[tokio::test]
async fn the_scopes_open_the_attributes() {
    let world = World::new().await;
    let code = world.code(&[("scope", "openid email")]).await;
    let tokens = world.exchange(&code, &[]).await.ok();
    let answer = world.user_info(&tokens["access_token"]).await;
    assert_eq!(
        answer.headers["content-type"],
        "application/json;charset=UTF-8"
    );
    assert_eq!(
        answer.ok(),
        json!({
            "sub": world.user.sub,
            "email": "ada@example.com",
            "email_verified": "true",
            "username": "ada",
        })
    );
    let code = world.code(&[("scope", "openid profile")]).await;
    let tokens = world.exchange(&code, &[]).await.ok();
    let claims = world.user_info(&tokens["access_token"]).await.ok();
    assert!(claims.get("email").is_none());
}

#[tokio::test]
async fn tokens_that_do_not_count_are_refused_as_rfc_6750_says() {
    let world = World::new().await;
    let code = world
        .code(&[("scope", "aws.cognito.signin.user.admin")])
        .await;
    let without = world.exchange(&code, &[]).await.ok();
    let answer = world.user_info(&without["access_token"]).await;
    assert_eq!(
        answer.body["error_description"],
        "Access token does not contain openid scope"
    );
    assert_eq!(
        answer.headers["www-authenticate"],
        "error=\"invalid_token\", error_description=\"Access token does not contain openid scope\""
    );
    let code = world.code(&[]).await;
    let tokens = world.exchange(&code, &[]).await.ok();
    let which = json!({ "UserPoolId": world.pool.pool_id, "Username": "ada" });
    world.pool.admin("AdminUserGlobalSignOut", which).await.ok();
    for token in [
        &tokens["access_token"],
        &tokens["id_token"],
        &json!("nonsense"),
    ] {
        let answer = world.user_info(token).await;
        assert_eq!(refused(&answer), (401, "invalid_token".to_owned()));
    }
    let other = World::new().await;
    let code = other.code(&[]).await;
    let tokens = other.exchange(&code, &[]).await.ok();
    assert_eq!(
        world.user_info(&tokens["access_token"]).await.status,
        401,
        "another pool's"
    );
}

#[tokio::test]
async fn r60_the_token_travels_in_the_header_alone() {
    let world = World::new().await;
    let code = world.code(&[]).await;
    let tokens = world.exchange(&code, &[]).await.ok();
    let token = tokens["access_token"].as_str().unwrap();
    let path = format!(
        "/{}/oauth2/userInfo?access_token={token}",
        world.pool.pool_id
    );
    for authorization in [None, Some("Basic eDp5"), Some("Bearer ")] {
        let mut request = Request::get(&path).header(HOST, "localhost");
        if let Some(authorization) = authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        let answer = world.pool.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(refused(&answer), (400, "invalid_request".to_owned()));
    }
}
