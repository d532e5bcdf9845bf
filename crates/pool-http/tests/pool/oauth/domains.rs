//! Whose endpoints a host's are.

use axum::body::Body;
use http::Request;
use http::header::HOST;
use poolgate_testkit::Answer;
use serde_json::json;

use super::world::{World, encoded, location};

async fn at(world: &World, host: &str) -> Answer {
    let path = format!("/oauth2/authorize?{}", encoded(&world.request()));
    let request = Request::get(path)
        .header(HOST, host)
        .body(Body::empty())
        .unwrap();
    world.pool.send(request).await
}

#[tokio::test]
async fn a_pool_has_its_endpoints_at_the_root_of_its_domains() {
    let world = World::new().await;
    let pool_id = world.pool.pool_id.clone();
    let create = |domain: &str| json!({ "UserPoolId": pool_id, "Domain": domain });
    world
        .pool
        .admin("CreateUserPoolDomain", create("shop"))
        .await
        .ok();
    let mut custom = create("auth.example.com");
    custom["CustomDomainConfig"] =
        json!({ "CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/a" });
    world.pool.admin("CreateUserPoolDomain", custom).await.ok();
    for host in [
        "shop.auth.us-east-1.amazoncognito.com",
        "SHOP.localhost:9229",
        "auth.example.com",
        "auth.example.com:8443",
    ] {
        let address = location(&at(&world, host).await);
        assert!(address.starts_with("/login?"), "{host}: {address}");
    }
    for host in [
        "shop.auth.eu-west-1.amazoncognito.com",
        "shop",
        "auth.example.com.localhost",
        "localhost:9229",
        "other.auth.us-east-1.amazoncognito.com",
    ] {
        assert_eq!(at(&world, host).await.status, 404, "{host}");
    }
}

#[tokio::test]
async fn an_unknown_pool_has_none() {
    let world = World::new().await;
    let request = Request::get("/us-east-1_Missing01/oauth2/authorize")
        .header(HOST, "localhost")
        .body(Body::empty())
        .unwrap();
    assert_eq!(world.pool.send(request).await.status, 404);
}
