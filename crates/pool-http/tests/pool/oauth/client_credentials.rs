//! `POST /oauth2/token` by the client itself.

use poolgate_testkit::{Answer, TestPool};
use serde_json::{Value, json};

use super::world::{World, refused};

async fn world(scopes: &[&str]) -> World {
    let world = World::new().await;
    let server = json!({
        "UserPoolId": world.pool.pool_id,
        "Identifier": "https://api.example.com",
        "Name": "API",
        "Scopes": [
            { "ScopeName": "read", "ScopeDescription": "to read" },
            { "ScopeName": "write", "ScopeDescription": "to write" },
        ],
    });
    world.pool.admin("CreateResourceServer", server).await.ok();
    let client = json!({
        "UserPoolId": world.pool.pool_id,
        "ClientName": "machine",
        "GenerateSecret": true,
        "AllowedOAuthFlowsUserPoolClient": true,
        "AllowedOAuthFlows": ["client_credentials"],
        "AllowedOAuthScopes": scopes,
    });
    let created = world.pool.admin("CreateUserPoolClient", client).await.ok();
    let client = &created["UserPoolClient"];
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut pool = world.pool;
    pool.client_id = text(&client["ClientId"]);
    pool.client_secret = Some(text(&client["ClientSecret"]));
    World { pool, ..world }
}

const READ: &str = "https://api.example.com/read";
const WRITE: &str = "https://api.example.com/write";

async fn ask(world: &World, more: &[(&'static str, &str)]) -> Answer {
    let mut form = vec![("grant_type", "client_credentials".to_owned())];
    form.extend(
        more.iter()
            .map(|(name, value)| (*name, (*value).to_owned())),
    );
    let secret = world.pool.client_secret.as_deref().unwrap();
    let basic = format!("{}:{secret}", world.pool.client_id);
    world.post("/oauth2/token", &form, Some(&basic)).await
}

#[tokio::test]
async fn the_token_stands_for_the_client() {
    let world = world(&[READ, WRITE]).await;
    let tokens = ask(&world, &[]).await.ok();
    let names: Vec<&String> = tokens.as_object().unwrap().keys().collect();
    assert_eq!(names, ["access_token", "expires_in", "token_type"]);
    let claims = TestPool::claims(&tokens["access_token"]);
    assert_eq!(claims["sub"], world.pool.client_id.as_str());
    assert_eq!(claims["client_id"], world.pool.client_id.as_str());
    assert_eq!(claims["token_use"], "access");
    assert_eq!(claims["scope"], format!("{READ} {WRITE}"));
    assert_eq!(claims["version"], 2);
    for absent in ["username", "cognito:groups", "origin_jti", "event_id"] {
        assert!(claims.get(absent).is_none(), "{absent}");
    }
    let one = ask(&world, &[("scope", READ)]).await.ok();
    assert_eq!(TestPool::claims(&one["access_token"])["scope"], READ);
}

#[tokio::test]
async fn a_scope_that_the_client_does_not_have_is_refused_and_one_that_is_gone_is_left_out() {
    let world = world(&[READ]).await;
    for scope in [WRITE, "openid", "https://api.example.com/other"] {
        let answer = ask(&world, &[("scope", scope)]).await;
        assert_eq!(
            refused(&answer),
            (400, "invalid_grant".to_owned()),
            "{scope}"
        );
    }
    let which =
        json!({ "UserPoolId": world.pool.pool_id, "Identifier": "https://api.example.com" });
    world.pool.admin("DeleteResourceServer", which).await.ok();
    let tokens = ask(&world, &[]).await.ok();
    assert_eq!(TestPool::claims(&tokens["access_token"])["scope"], "");
}

#[tokio::test]
async fn only_clients_that_are_for_it_get_one() {
    let world = World::with(json!({ "GenerateSecret": true })).await;
    let answer = ask(&world, &[]).await;
    assert_eq!(refused(&answer), (400, "unauthorized_client".to_owned()));
    let off = World::with(json!({
        "GenerateSecret": true,
        "AllowedOAuthFlowsUserPoolClient": false,
    }))
    .await;
    assert_eq!(
        refused(&ask(&off, &[]).await),
        (400, "invalid_grant".to_owned())
    );
}

#[tokio::test]
async fn such_a_token_is_no_users() {
    let world = world(&[READ]).await;
    let tokens = ask(&world, &[]).await.ok();
    assert_eq!(world.user_info(&tokens["access_token"]).await.status, 401);
    let read = json!({ "AccessToken": tokens["access_token"] });
    assert_eq!(
        world.pool.call("GetUser", read).await.error().0,
        "NotAuthorizedException"
    );
}
