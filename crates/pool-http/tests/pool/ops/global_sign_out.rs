//! GlobalSignOut.

use poolgate_testkit::TestPool;
use serde_json::json;

use super::make_token_reads::{REVOKED, owned, reads};

#[tokio::test]
async fn a_sign_out_everywhere_ends_all_sessions_and_no_later_one() {
    for client in [json!({}), json!({ "EnableTokenRevocation": false })] {
        let pool = TestPool::with(json!({}), client).await;
        let user = pool.user("ada").await;
        let (first, second) = (pool.sign_in(&user).await, pool.sign_in(&user).await);
        let request = json!({ "AccessToken": first["AccessToken"] });
        assert_eq!(
            pool.call("GlobalSignOut", request.clone()).await.ok(),
            json!({})
        );
        for tokens in [&first, &second] {
            assert_eq!(reads(&pool, tokens).await, owned(REVOKED));
            let refresh =
                json!({ "ClientId": pool.client_id, "RefreshToken": tokens["RefreshToken"] });
            assert_eq!(
                pool.call("GetTokensFromRefreshToken", refresh)
                    .await
                    .error(),
                ("NotAuthorizedException", "Refresh Token has been revoked")
            );
        }
        assert_eq!(pool.call("GlobalSignOut", request).await.error(), REVOKED);
        pool.clock.advance_seconds(1);
        let third = pool.sign_in(&user).await;
        assert_eq!(reads(&pool, &third).await, Ok(()));
    }
}
