//! GetUser, and the access tokens that come back with it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poolgate_testkit::{Answer, TestPool};
use serde_json::{Value, json};

async fn get_user(pool: &TestPool, token: &str) -> Answer {
    pool.call("GetUser", json!({ "AccessToken": token })).await
}

#[tokio::test]
async fn a_user_reads_what_the_client_may_read() {
    let pool = TestPool::with(json!({}), json!({ "ReadAttributes": ["email"] })).await;
    let user = pool.user("ada").await;
    let tokens = pool.sign_in(&user).await;
    let answer = get_user(&pool, tokens["AccessToken"].as_str().unwrap())
        .await
        .ok();
    assert_eq!(
        answer,
        json!({ "Username": "ada", "UserAttributes": [
            { "Name": "sub", "Value": user.sub }, { "Name": "email", "Value": "ada@example.com" }] })
    );
}

#[tokio::test]
async fn attributes_of_developers_are_shown_to_administrators_alone() {
    let schema = json!({ "Schema": [
        { "Name": "plan", "AttributeDataType": "String", "DeveloperOnlyAttribute": true }] });
    let pool = TestPool::with(schema, json!({})).await;
    let user = pool.user("ada").await;
    let write = json!({ "UserPoolId": pool.pool_id, "Username": "ada",
        "UserAttributes": [{ "Name": "dev:custom:plan", "Value": "gold" }] });
    pool.admin("AdminUpdateUserAttributes", write).await.ok();
    assert!(pool.attribute("ada", "dev:custom:plan").await.is_some());
    let tokens = pool.sign_in(&user).await;
    let answer = get_user(&pool, tokens["AccessToken"].as_str().unwrap()).await;
    assert!(!answer.text.contains("plan"), "{}", answer.text);
    let claims = TestPool::claims(&tokens["IdToken"]);
    assert_eq!(claims.get("dev:custom:plan"), None);
}

#[tokio::test]
async fn an_access_token_ends_with_its_hour() {
    let pool = TestPool::new().await;
    let user = pool.user("ada").await;
    let tokens = pool.sign_in(&user).await;
    let token = tokens["AccessToken"].as_str().unwrap();
    pool.clock.advance_seconds(3599);
    get_user(&pool, token).await.ok();
    pool.clock.advance_seconds(1);
    assert_eq!(
        get_user(&pool, token).await.error(),
        ("NotAuthorizedException", "Access Token has expired")
    );
}

#[tokio::test]
async fn tokens_that_are_no_access_tokens_of_the_pool_are_refused() {
    let pool = TestPool::new().await;
    let user = pool.user("ada").await;
    let tokens = pool.sign_in(&user).await;
    let invalid = ("NotAuthorizedException", "Invalid Access Token");
    assert_eq!(
        get_user(&pool, tokens["IdToken"].as_str().unwrap())
            .await
            .error(),
        invalid
    );
    assert_eq!(get_user(&pool, "a.b.c").await.error(), invalid);
    assert_eq!(get_user(&pool, "nonsense").await.error(), invalid);
    let other = TestPool::new().await;
    assert_eq!(
        get_user(&other, tokens["AccessToken"].as_str().unwrap())
            .await
            .error(),
        invalid
    );
}

#[tokio::test]
async fn r6_a_changed_token_is_refused() {
    let pool = TestPool::new().await;
    let user = pool.user("ada").await;
    let tokens = pool.sign_in(&user).await;
    let token = tokens["AccessToken"].as_str().unwrap();
    let [header, payload, signature]: [&str; 3] =
        token.split('.').collect::<Vec<_>>().try_into().unwrap();
    let mut claims: Value =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
    claims["exp"] = json!(4_000_000_000_i64);
    let forged = format!(
        "{header}.{}.{signature}",
        URL_SAFE_NO_PAD.encode(claims.to_string())
    );
    let refused = (
        "NotAuthorizedException",
        "Could not verify signature for Access Token",
    );
    assert_eq!(get_user(&pool, &forged).await.error(), refused);
    let bare: Value =
        json!({ "kid": TestPool::claims(&json!(format!("x.{header}.x")))["kid"], "alg": "none" });
    let unsigned = format!("{}.{payload}.", URL_SAFE_NO_PAD.encode(bare.to_string()));
    assert_eq!(
        get_user(&pool, &unsigned).await.error().0,
        "NotAuthorizedException"
    );
}
