//! The stylesheet and the logo of SetUICustomization, on the pages.

use http::StatusCode;
use poolgate_testkit::TestPool;
use serde_json::json;

use super::browser::{Browser, attribute};

/// Eight bytes that a PNG begins with, in base64.
const PNG: &str = "iVBORw0KGgo=";

async fn world() -> TestPool {
    let pool = Browser::pool(json!({}), json!({})).await;
    let domain = json!({ "UserPoolId": pool.pool_id, "Domain": "shop" });
    pool.admin("CreateUserPoolDomain", domain).await.ok();
    pool
}

#[tokio::test]
async fn pages_have_the_stylesheet_and_the_logo_of_the_pool() {
    let pool = world().await;
    let mut browser = Browser::new(&pool);
    let plain = browser.get("/login").await.text;
    assert!(!plain.contains("/look/"), "{plain}");
    let css = ".banner-customizable { background-color: #123456; }";
    let request = json!({ "UserPoolId": pool.pool_id, "CSS": css, "ImageFile": PNG });
    pool.admin("SetUICustomization", request).await.ok();
    let page = browser.get("/login").await.text;
    let after_ours = page.split_once("rel=\"icon\"").unwrap().1;
    let after_ours = after_ours.split_once("rel=\"stylesheet\"").unwrap().1;
    let style = browser
        .open(&attribute(after_ours, "rel=\"stylesheet\" href=\""))
        .await;
    assert_eq!(style.headers["content-type"], "text/css; charset=utf-8");
    assert_eq!(style.text.trim(), css);
    let request = http::Request::get(attribute(&page, "logo-customizable\" src=\""))
        .body(axum::body::Body::empty())
        .unwrap();
    let response = tower::ServiceExt::oneshot(pool.router(), request)
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-type"], "image/png");
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
}

#[tokio::test]
async fn a_clients_own_look_comes_first() {
    let pool = world().await;
    for (client, colour) in [(None, "red"), (Some(pool.client_id.as_str()), "blue")] {
        let css = format!(".label-customizable {{ color: {colour}; }}");
        let mut request = json!({ "UserPoolId": pool.pool_id, "CSS": css });
        if let Some(client) = client {
            request["ClientId"] = json!(client);
        }
        pool.admin("SetUICustomization", request).await.ok();
    }
    let mut browser = Browser::new(&pool);
    let page = browser.get("/login").await.text;
    assert!(
        super::browser::unescape(&page).contains(&format!("/look/{}/", pool.client_id)),
        "{page}"
    );
}

#[tokio::test]
async fn a_style_stands_under_the_stylesheet() {
    let pool = world().await;
    let button = json!({ "lightMode": { "defaults": { "backgroundColor": "7a1f5cff" } } });
    let request = json!({
        "UserPoolId": pool.pool_id, "ClientId": pool.client_id,
        "Settings": { "components": { "primaryButton": button } },
        "Assets": [{ "Category": "FORM_LOGO", "ColorMode": "LIGHT", "Extension": "SVG", "Bytes": "PHN2Zy8+" }],
    });
    pool.admin("CreateManagedLoginBranding", request).await.ok();
    let request =
        json!({ "UserPoolId": pool.pool_id, "CSS": ".label-customizable { color: red; }" });
    pool.admin("SetUICustomization", request).await.ok();
    let mut browser = Browser::new(&pool);
    let page = browser.get("/login").await.text;
    let (_, ours) = page.split_once("rel=\"icon\"").unwrap();
    let (_, after_ours) = ours.split_once("rel=\"stylesheet\"").unwrap();
    let style = browser
        .open(&attribute(after_ours, "rel=\"stylesheet\" href=\""))
        .await
        .text;
    let (colour, label) = (
        style.find("--accent: #7a1f5cff").unwrap(),
        style.find(".label-customizable").unwrap(),
    );
    assert!(colour < label, "{style}");
    let logo = browser
        .open(&attribute(&page, "logo-customizable\" src=\""))
        .await;
    assert_eq!(logo.headers["content-type"], "image/svg+xml");
    // An image that is opened by itself runs nothing.
    assert_eq!(
        logo.headers["content-security-policy"],
        "default-src 'none'; sandbox"
    );
    assert_eq!(logo.text, "<svg/>");
}

#[tokio::test]
async fn other_files_are_not_found() {
    let pool = world().await;
    let mut browser = Browser::new(&pool);
    for file in ["ALL/1.css", "ALL/1.image", "other/1.css", "ALL/css"] {
        let answer = browser
            .open(&format!("/{}/look/{file}", pool.pool_id))
            .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{file}");
    }
}
