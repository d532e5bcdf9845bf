//! Key sets and discovery documents.

use axum::body::Body;
use http::Request;
use poolgate_testkit::TestPool;
use serde_json::json;

fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).unwrap()
}

#[tokio::test]
async fn r59_a_key_set_has_two_public_keys_and_no_private_part() {
    let pool = TestPool::new().await;
    let user = pool.user("ada").await;
    let answer = pool
        .send(get(&format!("/{}/.well-known/jwks.json", pool.pool_id)))
        .await
        .ok();
    let keys = answer["keys"].as_array().unwrap();
    assert_eq!(keys.len(), 2);
    for key in keys {
        assert_eq!(
            key.as_object().unwrap().keys().collect::<Vec<_>>(),
            ["alg", "e", "kid", "kty", "n", "use"]
        );
        assert_eq!(
            (&key["alg"], &key["e"], &key["use"]),
            (&json!("RS256"), &json!("AQAB"), &json!("sig"))
        );
        assert_eq!(key["kid"].as_str().unwrap().len(), 44);
    }
    let tokens = pool.sign_in(&user).await;
    for token in ["IdToken", "AccessToken"] {
        let header = tokens[token].as_str().unwrap().split('.').next().unwrap();
        let kid = TestPool::claims(&json!(format!("x.{header}.x")))["kid"].clone();
        assert!(keys.iter().any(|key| key["kid"] == kid), "{token}");
    }
}

#[tokio::test]
async fn the_discovery_document_names_the_issuer_of_the_tokens() {
    let pool = TestPool::new().await;
    let answer = pool
        .send(get(&format!(
            "/{}/.well-known/openid-configuration",
            pool.pool_id
        )))
        .await
        .ok();
    let issuer = format!(
        "https://cognito-idp.us-east-1.amazonaws.com/{}",
        pool.pool_id
    );
    assert_eq!(answer["issuer"], issuer);
    assert_eq!(
        answer["jwks_uri"],
        format!("{issuer}/.well-known/jwks.json")
    );
    assert_eq!(
        answer["id_token_signing_alg_values_supported"],
        json!(["RS256"])
    );
}

#[tokio::test]
async fn an_unknown_pool_or_path_is_answered_as_the_service_host_does() {
    let pool = TestPool::new().await;
    for path in [
        "/us-east-1_nowhere/.well-known/jwks.json",
        "/us-east-1_X/authorize",
        "/x",
    ] {
        let answer = pool.send(get(path)).await;
        assert_eq!(answer.status, 400);
        assert_eq!(
            answer.text,
            r#"{"code":"BadRequest","message":"The server did not understand the operation that was requested.","type":"client"}"#
        );
    }
}

#[tokio::test]
async fn health_and_readiness_answer() {
    let pool = TestPool::new().await;
    assert_eq!(
        pool.send(get("/healthz")).await.ok(),
        json!({ "status": "ok" })
    );
    assert_eq!(
        pool.send(get("/readyz")).await.ok(),
        json!({ "status": "ready" })
    );
}

#[tokio::test]
async fn with_a_domain_the_endpoints_are_there() {
    let pool = TestPool::new().await;
    let create = |domain: &str| json!({ "UserPoolId": pool.pool_id, "Domain": domain });
    let endpoint = async || {
        let path = format!("/{}/.well-known/openid-configuration", pool.pool_id);
        let request = Request::get(path).body(Body::empty()).unwrap();
        pool.send(request).await.ok()["token_endpoint"].clone()
    };
    pool.admin("CreateUserPoolDomain", create("shop"))
        .await
        .ok();
    assert_eq!(
        endpoint().await,
        "https://shop.auth.us-east-1.amazoncognito.com/oauth2/token"
    );
    let mut custom = create("auth.example.com");
    custom["CustomDomainConfig"] =
        json!({ "CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/a" });
    pool.admin("CreateUserPoolDomain", custom).await.ok();
    assert_eq!(endpoint().await, "https://auth.example.com/oauth2/token");
}
