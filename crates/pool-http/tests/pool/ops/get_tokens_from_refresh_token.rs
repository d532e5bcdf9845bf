//! GetTokensFromRefreshToken, and REFRESH_TOKEN_AUTH beside it.

use poolgate_testkit::{Answer, TestPool};
use serde_json::{Value, json};

async fn by_initiate_auth(pool: &TestPool, token: &Value) -> Answer {
    let mut parameters = json!({ "REFRESH_TOKEN": token });
    if let Some(hash) = pool.secret_hash("ada") {
        parameters["SECRET_HASH"] = json!(hash);
    }
    let request = json!({ "AuthFlow": "REFRESH_TOKEN_AUTH", "ClientId": pool.client_id, "AuthParameters": parameters });
    pool.call("InitiateAuth", request).await
}

async fn by_operation(pool: &TestPool, token: &Value) -> Answer {
    let request = json!({ "ClientId": pool.client_id, "ClientSecret": pool.client_secret, "RefreshToken": token });
    pool.call("GetTokensFromRefreshToken", request).await
}

#[tokio::test]
async fn a_refresh_keeps_the_session_and_gives_no_refresh_token() {
    for client in [json!({}), json!({ "GenerateSecret": true })] {
        let pool = TestPool::with(json!({}), client).await;
        let user = pool.user("ada").await;
        let first = pool.sign_in(&user).await;
        pool.clock.advance_seconds(100);
        for answer in [
            by_initiate_auth(&pool, &first["RefreshToken"]).await,
            by_operation(&pool, &first["RefreshToken"]).await,
        ] {
            let second = answer.ok()["AuthenticationResult"].take();
            assert_eq!(second.get("RefreshToken"), None);
            for kind in ["AccessToken", "IdToken"] {
                let (before, after) = (
                    TestPool::claims(&first[kind]),
                    TestPool::claims(&second[kind]),
                );
                for kept in ["sub", "origin_jti", "event_id", "auth_time"] {
                    assert_eq!(before[kept], after[kept], "{kept}");
                }
                assert_ne!(before["jti"], after["jti"]);
                assert_eq!(
                    after["iat"].as_i64().unwrap() - before["iat"].as_i64().unwrap(),
                    100
                );
            }
        }
    }
}

#[tokio::test]
async fn r34_refresh_tokens_expire_and_are_the_clients_own() {
    let pool = TestPool::new().await;
    let user = pool.user("ada").await;
    let tokens = pool.sign_in(&user).await;
    let invalid = ("NotAuthorizedException", "Invalid Refresh Token");
    assert_eq!(
        by_initiate_auth(&pool, &json!("nonsense")).await.error(),
        invalid
    );
    let other = json!({ "UserPoolId": pool.pool_id, "ClientName": "other", "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"] });
    let other =
        pool.admin("CreateUserPoolClient", other).await.ok()["UserPoolClient"]["ClientId"].take();
    let request = json!({ "ClientId": other, "RefreshToken": tokens["RefreshToken"] });
    assert_eq!(
        pool.call("GetTokensFromRefreshToken", request)
            .await
            .error(),
        invalid
    );
    pool.clock.advance_seconds(30 * 24 * 3600);
    let expired = ("NotAuthorizedException", "Refresh Token has expired");
    assert_eq!(
        by_initiate_auth(&pool, &tokens["RefreshToken"])
            .await
            .error(),
        expired
    );
    assert_eq!(
        by_operation(&pool, &tokens["RefreshToken"]).await.error(),
        expired
    );
}

#[tokio::test]
async fn r35_a_refresh_needs_the_secret_of_a_confidential_client() {
    let pool = TestPool::with(json!({}), json!({ "GenerateSecret": true })).await;
    let user = pool.user("ada").await;
    let tokens = pool.sign_in(&user).await;
    for secret in [json!(null), json!("wrongwrongwrongwrongwrong")] {
        let request = json!({ "ClientId": pool.client_id, "ClientSecret": secret, "RefreshToken": tokens["RefreshToken"] });
        assert_eq!(
            pool.call("GetTokensFromRefreshToken", request)
                .await
                .error()
                .0,
            "NotAuthorizedException"
        );
    }
    let parameters =
        json!({ "REFRESH_TOKEN": tokens["RefreshToken"], "SECRET_HASH": pool.secret_hash("bob") });
    let request = json!({ "AuthFlow": "REFRESH_TOKEN_AUTH", "ClientId": pool.client_id, "AuthParameters": parameters });
    let text = format!(
        "SecretHash does not match for the client: {}",
        pool.client_id
    );
    assert_eq!(
        pool.call("InitiateAuth", request).await.error(),
        ("NotAuthorizedException", text.as_str())
    );
}

#[tokio::test]
async fn r17_a_disabled_or_deleted_user_cannot_refresh_or_read() {
    let pool = TestPool::new().await;
    let user = pool.user("ada").await;
    let tokens = pool.sign_in(&user).await;
    let ada = json!({ "UserPoolId": pool.pool_id, "Username": "ada" });
    let read = json!({ "AccessToken": tokens["AccessToken"] });
    pool.call("GetUser", read.clone()).await.ok();
    pool.admin("AdminDisableUser", ada.clone()).await.ok();
    assert_eq!(
        by_operation(&pool, &tokens["RefreshToken"]).await.error(),
        ("NotAuthorizedException", "Refresh Token has been revoked")
    );
    assert_eq!(
        pool.call("GetUser", read.clone()).await.error(),
        ("NotAuthorizedException", "User is disabled.")
    );
    pool.admin("AdminEnableUser", ada.clone()).await.ok();
    pool.call("GetUser", read.clone()).await.ok();
    pool.admin("AdminDeleteUser", ada).await.ok();
    assert_eq!(
        by_operation(&pool, &tokens["RefreshToken"]).await.error().0,
        "NotAuthorizedException"
    );
    assert_eq!(
        pool.call("GetUser", read).await.error(),
        ("UserNotFoundException", "User does not exist.")
    );
    pool.user("ada").await;
}
