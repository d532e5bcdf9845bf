//! Refresh token rotation.

use poolgate_testkit::{Answer, TestPool};
use serde_json::{Value, json};

async fn world(grace: i64) -> (TestPool, Value) {
    let client = json!({
        "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
        "RefreshTokenRotation": { "Feature": "ENABLED", "RetryGracePeriodSeconds": grace },
    });
    let pool = TestPool::with(json!({}), client).await;
    let user = pool.user("ada").await;
    let token = pool.sign_in(&user).await["RefreshToken"].take();
    (pool, token)
}

async fn refresh(pool: &TestPool, token: &Value) -> Answer {
    pool.call(
        "GetTokensFromRefreshToken",
        json!({ "ClientId": pool.client_id, "RefreshToken": token }),
    )
    .await
}

#[tokio::test]
async fn each_refresh_gives_a_successor_of_the_same_session_and_end() {
    let (pool, mut token) = world(0).await;
    for _ in 0..3 {
        pool.clock.advance_seconds(9 * 24 * 3600);
        let result = refresh(&pool, &token).await.ok()["AuthenticationResult"].take();
        assert_ne!(result["RefreshToken"], token);
        token = result["RefreshToken"].clone();
    }
    pool.clock.advance_seconds(3 * 24 * 3600);
    assert_eq!(
        refresh(&pool, &token).await.error(),
        ("NotAuthorizedException", "Refresh Token has expired")
    );
}

#[tokio::test]
async fn r33_a_used_token_ends_the_family() {
    let (pool, first) = world(0).await;
    let result = refresh(&pool, &first).await.ok()["AuthenticationResult"].take();
    assert_eq!(
        refresh(&pool, &first).await.error().0,
        "RefreshTokenReuseException"
    );
    assert_eq!(
        refresh(&pool, &result["RefreshToken"]).await.error(),
        ("NotAuthorizedException", "Refresh Token has been revoked")
    );
    let read = pool
        .call("GetUser", json!({ "AccessToken": result["AccessToken"] }))
        .await;
    assert_eq!(
        read.error(),
        ("NotAuthorizedException", "Access Token has been revoked")
    );
}

#[tokio::test]
async fn within_the_grace_period_the_same_successor_comes_again() {
    let (pool, first) = world(60).await;
    let second = refresh(&pool, &first).await.ok()["AuthenticationResult"]["RefreshToken"].take();
    pool.clock.advance_seconds(59);
    let again = refresh(&pool, &first).await.ok()["AuthenticationResult"]["RefreshToken"].take();
    assert_eq!(second, again);
    pool.clock.advance_seconds(1);
    assert_eq!(
        refresh(&pool, &first).await.error().0,
        "RefreshTokenReuseException"
    );
    assert_eq!(
        refresh(&pool, &second).await.error().0,
        "NotAuthorizedException"
    );
}

#[tokio::test]
async fn f16_parallel_refreshes_share_one_successor_or_succeed_once() {
    let (pool, first) = world(30).await;
    let answers = futures::future::join_all((0..20).map(|_| refresh(&pool, &first))).await;
    let mut successors: Vec<String> = answers
        .into_iter()
        .map(|answer| {
            answer.ok()["AuthenticationResult"]["RefreshToken"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    successors.dedup();
    assert_eq!(successors.len(), 1);
    refresh(&pool, &json!(successors[0])).await.ok();

    let (pool, first) = world(0).await;
    let answers = futures::future::join_all((0..20).map(|_| refresh(&pool, &first))).await;
    assert_eq!(
        answers
            .iter()
            .filter(|answer| answer.status.is_success())
            .count(),
        1
    );
}

#[tokio::test]
async fn a_client_that_rotates_refreshes_by_this_operation_alone() {
    let (pool, token) = world(0).await;
    let request = json!({ "AuthFlow": "REFRESH_TOKEN_AUTH", "ClientId": pool.client_id, "AuthParameters": { "REFRESH_TOKEN": token } });
    assert_eq!(
        pool.call("InitiateAuth", request).await.error().0,
        "InvalidParameterException"
    );
    let both = json!({ "UserPoolId": pool.pool_id, "ClientName": "both", "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"],
        "RefreshTokenRotation": { "Feature": "ENABLED" } });
    assert_eq!(
        pool.admin("CreateUserPoolClient", both).await.error().0,
        "InvalidParameterException"
    );
}
