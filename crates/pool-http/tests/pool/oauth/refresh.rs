//! `POST /oauth2/token` with a refresh token.

use poolgate_testkit::TestPool;
use serde_json::{Value, json};

use super::world::{World, refused};

async fn refresh(world: &World, token: &Value) -> poolgate_testkit::Answer {
    let form = vec![
        ("grant_type", "refresh_token".to_owned()),
        ("client_id", world.pool.client_id.clone()),
        ("refresh_token", token.as_str().unwrap().to_owned()),
    ];
    world.post("/oauth2/token", &form, None).await
}

#[tokio::test]
async fn new_tokens_have_the_scopes_of_the_grant_and_no_new_refresh_token() {
    let world = World::new().await;
    let code = world
        .code(&[("scope", "openid email"), ("nonce", "n")])
        .await;
    let first = world.exchange(&code, &[]).await.ok();
    world.pool.clock.advance_seconds(10);
    let second = refresh(&world, &first["refresh_token"]).await.ok();
    assert!(second.get("refresh_token").is_none());
    let (before, after) = (
        TestPool::claims(&first["access_token"]),
        TestPool::claims(&second["access_token"]),
    );
    assert_eq!(after["scope"], "openid email");
    for kept in ["origin_jti", "auth_time", "version"] {
        assert_eq!(before[kept], after[kept], "{kept}");
    }
    assert_ne!(before["jti"], after["jti"]);
    assert!(TestPool::claims(&second["id_token"]).get("nonce").is_none());
}

#[tokio::test]
async fn r33_with_rotation_a_used_token_ends_the_family() {
    let rotation = json!({
        "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
        "RefreshTokenRotation": { "Feature": "ENABLED", "RetryGracePeriodSeconds": 10 },
    });
    let world = World::with(rotation).await;
    let code = world.code(&[]).await;
    let first = world.exchange(&code, &[]).await.ok();
    let second = refresh(&world, &first["refresh_token"]).await.ok();
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    world.pool.clock.advance_seconds(10);
    let reused = refresh(&world, &first["refresh_token"]).await;
    assert_eq!(refused(&reused), (400, "invalid_grant".to_owned()));
    let family = refresh(&world, &second["refresh_token"]).await;
    assert_eq!(refused(&family), (400, "invalid_grant".to_owned()));
}

#[tokio::test]
async fn r34_a_refresh_token_counts_for_its_client_alone() {
    let world = World::new().await;
    let code = world.code(&[]).await;
    let tokens = world.exchange(&code, &[]).await.ok();
    let mut other = super::world::client();
    other["UserPoolId"] = json!(world.pool.pool_id);
    other["ClientName"] = json!("other");
    let other = world.pool.admin("CreateUserPoolClient", other).await.ok();
    let form = vec![
        ("grant_type", "refresh_token".to_owned()),
        (
            "client_id",
            other["UserPoolClient"]["ClientId"]
                .as_str()
                .unwrap()
                .to_owned(),
        ),
        (
            "refresh_token",
            tokens["refresh_token"].as_str().unwrap().to_owned(),
        ),
    ];
    let answer = world.post("/oauth2/token", &form, None).await;
    assert_eq!(refused(&answer), (400, "invalid_grant".to_owned()));
    let nonsense = refresh(&world, &json!("nonsense")).await;
    assert_eq!(refused(&nonsense), (400, "invalid_grant".to_owned()));
}
