//! SetUICustomization.

use poolgate_testkit::{Answer, TestPool};
use serde_json::{Value, json};

const CSS: &str = ".label-customizable { font-weight: 400; }";
const PNG: &str = "iVBORw0KGgo=";

async fn set(pool: &TestPool, mut request: Value) -> Answer {
    request["UserPoolId"] = json!(pool.pool_id);
    pool.admin("SetUICustomization", request).await
}

async fn world() -> TestPool {
    let pool = TestPool::new().await;
    let domain = json!({ "UserPoolId": pool.pool_id, "Domain": "shop" });
    pool.admin("CreateUserPoolDomain", domain).await.ok();
    pool
}

#[tokio::test]
async fn stylesheet_and_logo_are_described() {
    let pool = world().await;
    let answer = set(&pool, json!({ "CSS": CSS, "ImageFile": PNG }))
        .await
        .ok();
    let look = &answer["UICustomization"];
    assert_eq!(look["UserPoolId"], json!(pool.pool_id));
    assert_eq!(look["ClientId"], "ALL");
    assert_eq!(look["CSS"], CSS);
    let version = look["CSSVersion"].as_str().unwrap();
    let expected =
        format!("https://shop.auth.us-east-1.amazoncognito.com/look/ALL/{version}.image");
    assert_eq!(look["ImageUrl"], json!(expected));
    assert_eq!(look["CreationDate"], look["LastModifiedDate"]);
}

#[tokio::test]
async fn what_is_left_out_is_taken_away() {
    let pool = world().await;
    set(&pool, json!({ "CSS": CSS, "ImageFile": PNG }))
        .await
        .ok();
    pool.clock.advance_seconds(5);
    let answer = set(&pool, json!({ "CSS": CSS })).await.ok();
    let look = &answer["UICustomization"];
    assert_eq!(look["ImageUrl"], Value::Null);
    assert_ne!(look["CreationDate"], look["LastModifiedDate"]);
}

#[tokio::test]
async fn a_domain_comes_first() {
    let pool = TestPool::new().await;
    let answer = set(&pool, json!({ "CSS": CSS })).await;
    let (name, text) = answer.error();
    assert_eq!(name, "InvalidParameterException");
    assert_eq!(
        text,
        "There has to be an existing domain associated with this user pool"
    );
}

#[tokio::test]
async fn other_classes_and_kinds_of_images_are_refused() {
    let pool = world().await;
    let large = format!("iVBORw0KGgo{}", "A".repeat(140_001));
    for request in [
        json!({ "CSS": "body { color: red; }" }),
        json!({ "CSS": "@import 'a.css';" }),
        json!({ "CSS": ".label-customizable { background: url(a) }" }),
        json!({ "ImageFile": "PHN2Zz4=" }),
        json!({ "ImageFile": large }),
    ] {
        let answer = set(&pool, request.clone()).await;
        assert_eq!(answer.error().0, "InvalidParameterException", "{request}");
    }
}

#[tokio::test]
async fn an_unknown_client_is_refused() {
    let pool = world().await;
    let answer = set(&pool, json!({ "ClientId": "unknown", "CSS": CSS })).await;
    assert_eq!(answer.error().0, "ResourceNotFoundException");
}
