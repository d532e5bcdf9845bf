//! RevokeToken.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_token_reads::{REVOKED, owned, reads};

#[tokio::test]
async fn a_revoked_session_is_over_at_once_and_others_live_on() {
    let pool = TestPool::new().await;
    let user = pool.user("ada").await;
    let (first, second) = (pool.sign_in(&user).await, pool.sign_in(&user).await);
    let revoke = json!({ "ClientId": pool.client_id, "Token": first["RefreshToken"] });
    assert_eq!(
        pool.call("RevokeToken", revoke.clone()).await.ok(),
        json!({})
    );
    assert_eq!(reads(&pool, &first).await, owned(REVOKED));
    assert_eq!(reads(&pool, &second).await, Ok(()));
    let refresh = json!({ "ClientId": pool.client_id, "RefreshToken": first["RefreshToken"] });
    assert_eq!(
        pool.call("GetTokensFromRefreshToken", refresh)
            .await
            .error(),
        ("NotAuthorizedException", "Refresh Token has been revoked")
    );
    assert_eq!(
        pool.call("RevokeToken", revoke).await.ok(),
        json!({}),
        "a second time is a success"
    );
}

#[tokio::test]
async fn what_cannot_be_revoked_is_named() {
    let pool = TestPool::new().await;
    let user = pool.user("ada").await;
    let tokens = pool.sign_in(&user).await;
    let access = json!({ "ClientId": pool.client_id, "Token": tokens["AccessToken"] });
    assert_eq!(
        pool.call("RevokeToken", access).await.error().0,
        "UnsupportedTokenTypeException"
    );
    let unknown = json!({ "ClientId": pool.client_id, "Token": "unknown" });
    pool.call("RevokeToken", unknown).await.ok();
    let nobody = json!({ "ClientId": "nobody", "Token": "unknown" });
    assert_eq!(
        pool.call("RevokeToken", nobody).await.error().0,
        "UnauthorizedException"
    );
    let pool = TestPool::with(json!({}), json!({ "EnableTokenRevocation": false })).await;
    let request = json!({ "ClientId": pool.client_id, "Token": "unknown" });
    assert_eq!(
        pool.call("RevokeToken", request).await.error().0,
        "UnsupportedOperationException"
    );
}

#[tokio::test]
async fn r35_revoking_needs_the_secret_of_a_confidential_client() {
    let pool = TestPool::with(json!({}), json!({ "GenerateSecret": true })).await;
    let user = pool.user("ada").await;
    let tokens = pool.sign_in(&user).await;
    for secret in [json!(null), json!("wrongwrongwrongwrongwrong")] {
        let request = json!({ "ClientId": pool.client_id, "ClientSecret": secret, "Token": tokens["RefreshToken"] });
        assert_eq!(
            pool.call("RevokeToken", request).await.error().0,
            "UnauthorizedException"
        );
    }
    assert_eq!(reads(&pool, &tokens).await, Ok(()));
    let request = json!({ "ClientId": pool.client_id, "ClientSecret": pool.client_secret, "Token": tokens["RefreshToken"] });
    pool.call("RevokeToken", request).await.ok();
    assert_eq!(reads(&pool, &tokens).await, owned(REVOKED));
}
