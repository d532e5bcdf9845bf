//! The sealed state between the steps of a sign-in.

use poolgate_testkit::PASSWORD;
use serde_json::json;

use super::browser::{Browser, alert};

async fn world() -> poolgate_testkit::TestPool {
    let pool = Browser::pool(json!({}), json!({})).await;
    let settings = json!({ "UserPoolId": pool.pool_id, "MfaConfiguration": "OPTIONAL", "EmailMfaConfiguration": {} });
    pool.admin("SetUserPoolMfaConfig", settings).await.ok();
    let user = pool.user("ada").await;
    let token = pool.sign_in(&user).await["AccessToken"].take();
    let on = json!({ "Enabled": true, "PreferredMfa": true });
    let request = json!({ "AccessToken": token, "EmailMfaSettings": on });
    pool.call("SetUserMFAPreference", request).await.ok();
    pool
}

#[tokio::test]
async fn it_tells_nothing_and_cannot_be_made_up() {
    let pool = world().await;
    let mut browser = Browser::new(&pool);
    let answer = browser.sign_in("ada", PASSWORD).await;
    let set: Vec<&str> = answer
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|set| set.to_str().unwrap())
        .collect();
    let cookie = set
        .iter()
        .find(|set| set.starts_with("poolgate-step="))
        .unwrap();
    let path = format!("Path=/{};", pool.pool_id);
    for part in ["HttpOnly", "SameSite=Lax", "Max-Age=180", path.as_str()] {
        assert!(cookie.contains(part), "{part}: {cookie}");
    }
    assert!(
        !cookie.contains("ada") && !cookie.contains("EMAIL"),
        "{cookie}"
    );
    let mut value = browser.cookies["poolgate-step"].clone();
    let last = if value.ends_with('A') { 'B' } else { 'A' };
    value.pop();
    value.pop();
    value.push(last);
    browser.cookies.insert("poolgate-step".to_owned(), value);
    let page = browser.get("/challenge").await;
    assert_eq!(alert(&page), "This step has expired. Start again.");
}

#[tokio::test]
async fn it_expires_and_the_page_offers_the_way_on() {
    let pool = world().await;
    let mut browser = Browser::new(&pool);
    browser.sign_in("ada", PASSWORD).await;
    let code = pool.newest_code().await;
    pool.clock.advance_seconds(181);
    let answer = browser.post("/challenge", &[("code", &code)]).await;
    assert_eq!(alert(&answer), "This step has expired. Start again.");
    assert!(answer.text.contains(">Start again</a>"), "{}", answer.text);
}

#[tokio::test]
async fn it_belongs_to_one_client_and_pool() {
    let pool = world().await;
    let mut browser = Browser::new(&pool);
    browser.sign_in("ada", PASSWORD).await;
    let other = Browser::pool(json!({}), json!({})).await;
    let mut foreign = Browser::new(&other);
    foreign.cookies = browser.cookies.clone();
    alert(&foreign.get("/challenge").await);
    let request =
        super::browser::application(json!({ "UserPoolId": pool.pool_id, "ClientName": "second" }));
    let client = pool.admin("CreateUserPoolClient", request).await.ok();
    let id = client["UserPoolClient"]["ClientId"].as_str().unwrap();
    let address = browser.address("/challenge").replace(&pool.client_id, id);
    alert(&browser.open(&address).await);
}

#[tokio::test]
async fn it_counts_once() {
    let pool = world().await;
    let mut browser = Browser::new(&pool);
    browser.sign_in("ada", PASSWORD).await;
    let kept = browser.cookies.clone();
    let code = pool.newest_code().await;
    let answer = browser.post("/challenge", &[("code", &code)]).await;
    browser.arrive(&answer).await;
    assert!(!browser.cookies.contains_key("poolgate-step"));
    browser.cookies = kept;
    alert(&browser.post("/challenge", &[("code", &code)]).await);
}

#[tokio::test]
async fn without_it_the_page_says_what_to_do() {
    let pool = world().await;
    let mut browser = Browser::new(&pool);
    let answer = browser.get("/challenge").await;
    assert_eq!(alert(&answer), "This step has expired. Start again.");
    alert(&browser.post("/challenge", &[("code", "123456")]).await);
}
