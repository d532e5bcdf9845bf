//! `POST /oauth2/revoke` (RFC 7009).

use serde_json::json;

use super::world::{World, refused};

#[tokio::test]
async fn a_revoked_token_and_all_that_came_of_it_is_void() {
    let world = World::new().await;
    let code = world.code(&[]).await;
    let tokens = world.exchange(&code, &[]).await.ok();
    let form = vec![
        (
            "token",
            tokens["refresh_token"].as_str().unwrap().to_owned(),
        ),
        ("client_id", world.pool.client_id.clone()),
    ];
    for _ in 0..2 {
        let answer = world.post("/oauth2/revoke", &form, None).await;
        assert_eq!((answer.status.as_u16(), answer.text.as_str()), (200, ""));
    }
    assert_eq!(world.user_info(&tokens["access_token"]).await.status, 401);
    let unknown = vec![
        ("token", "unknown".to_owned()),
        ("client_id", world.pool.client_id.clone()),
    ];
    assert_eq!(
        world.post("/oauth2/revoke", &unknown, None).await.status,
        200
    );
}

#[tokio::test]
async fn r35_what_does_not_fit_is_refused() {
    let world = World::with(json!({ "GenerateSecret": true })).await;
    let secret = world.pool.client_secret.clone().unwrap();
    let id = world.pool.client_id.clone();
    let good = format!("{id}:{secret}");
    let wrong = format!("{id}:wrong");
    let jwt = vec![("token", "a.b.c".to_owned())];
    let none = vec![("client_id", id.clone())];
    let without = vec![("token", "x".to_owned()), ("client_id", id)];
    for (form, basic, expected) in [
        (&none, Some(&good), (400, "invalid_request")),
        (&jwt, Some(&good), (400, "unsupported_token_type")),
        (&jwt, Some(&wrong), (401, "invalid_client")),
        (&without, None, (401, "invalid_client")),
    ] {
        let answer = world
            .post("/oauth2/revoke", form, basic.map(String::as_str))
            .await;
        assert_eq!(refused(&answer), (expected.0, expected.1.to_owned()));
    }
    let off = World::with(json!({ "EnableTokenRevocation": false })).await;
    let form = vec![
        ("token", "x".to_owned()),
        ("client_id", off.pool.client_id.clone()),
    ];
    let answer = off.post("/oauth2/revoke", &form, None).await;
    assert_eq!(refused(&answer), (400, "invalid_request".to_owned()));
}
